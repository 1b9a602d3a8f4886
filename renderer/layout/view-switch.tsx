import { SegmentedControl } from '@mantine/core';
import { useStore } from 'zustand';
import { middleView, showMiddle } from '../store/middle-view';

/** The middle of the window: the subscribers here, or all that is on the broker. */
export function ViewSwitch() {
  const { view } = useStore(middleView);
  return (
    <SegmentedControl
      size="xs"
      aria-label="View"
      data-testid="view-switch"
      value={view}
      onChange={showMiddle}
      data={[
        { value: 'console', label: 'Console' },
        { value: 'broker', label: 'Broker' },
      ]}
    />
  );
}
