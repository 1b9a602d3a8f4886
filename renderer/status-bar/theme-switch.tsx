import { SegmentedControl, Tooltip, useMantineColorScheme } from '@mantine/core';
import { type Icon, IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import classes from './status-bar.module.css';

const schemes = [
  { value: 'light', word: 'Light', icon: IconSun },
  { value: 'dark', word: 'Dark', icon: IconMoon },
  { value: 'auto', word: 'As the system', icon: IconDeviceDesktop },
] as const satisfies readonly { value: string; word: string; icon: Icon }[];

export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      className={classes.theme}
      size="xs"
      aria-label="Theme"
      value={colorScheme}
      onChange={setColorScheme}
      data={schemes.map(({ value, word, icon: SchemeIcon }) => ({
        value,
        label: (
          <Tooltip label={word} position="top">
            <SchemeIcon size={13} style={{ display: 'block' }} aria-label={word} />
          </Tooltip>
        ),
      }))}
    />
  );
}
