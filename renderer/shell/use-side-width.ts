import { type RefObject, useEffect, useRef } from 'react';
import type { PanelImperativeHandle } from 'react-resizable-panels';
import { useStore } from 'zustand';
import { useBusdeckStore } from '../store/react';
import { scenarioLook } from '../store/scenario';

/** Of the composer, and of a scenario, which has lines of code; px. */
const widths = { wide: { composer: 300, scenario: 440 }, narrow: { composer: 248, scenario: 330 } };

/** The part left of the panes is as wide as what stands there needs, or as the person has made it. */
export function useSideWidth(isWide: boolean): {
  panel: RefObject<PanelImperativeHandle | null>;
  group: string;
  first: number;
  most: string;
  label: string;
} {
  const store = useBusdeckStore();
  const panel = useRef<PanelImperativeHandle>(null);
  const side = useStore(scenarioLook, (look) => look.side);
  const size = isWide ? 'wide' : 'narrow';
  const group = side === 'composer' ? `shell-${size}` : `shell-${size}-scenario`;
  const before = useRef(group);
  useEffect(() => {
    if (before.current === group) return;
    before.current = group;
    const kept = store.getState().settings.layout[group]?.composer;
    panel.current?.resize(kept === undefined ? widths[size][side] : `${kept}%`);
  }, [group, size, side, store]);
  return {
    ...{ panel, group, first: widths[size][side], label: `Width of the ${side}` },
    most: side === 'composer' ? '40%' : '60%',
  };
}
