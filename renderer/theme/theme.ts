import {
  ActionIcon,
  Button,
  Combobox,
  type CSSVariablesResolver,
  createTheme,
  Input,
  Menu,
  Modal,
  Notification,
  Popover,
  Tooltip,
} from '@mantine/core';
import classes from './theme.module.css';

const fadesInOnly = { transition: 'fade', duration: 150, exitDuration: 0 } as const;

/** Mantine in the colours and measures of tokens.css. */
export const theme = createTheme({
  primaryColor: 'busdeck',
  primaryShade: { light: 6, dark: 6 },
  colors: {
    // Mantine's greys are neutral; these lean to blue like everything in tokens.css.
    gray: [
      '#f7f8fa',
      '#f1f3f6',
      '#e9ecf1',
      '#dfe3e9',
      '#cdd2da',
      '#aab2bf',
      '#7d8696',
      '#5a6271',
      '#3a414d',
      '#1a1d23',
    ],
    dark: [
      '#e4e7ec',
      '#b8bfca',
      '#868f9e',
      '#5f6876',
      '#3a414d',
      '#2a303a',
      '#1c2027',
      '#16191f',
      '#12151a',
      '#0f1115',
    ],
    busdeck: [
      '#eef0fc',
      '#dadff7',
      '#b6bff0',
      '#94a0ea',
      '#7484e4',
      '#5c6dde',
      '#4a5bd0',
      '#3f51c7',
      '#3443a8',
      '#2a3687',
    ],
  },
  fontFamily: 'var(--font-text)',
  fontFamilyMonospace: 'var(--font-code)',
  defaultRadius: 4,
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  lineHeights: { xs: '1.4', sm: '1.4', md: '1.45', lg: '1.45', xl: '1.45' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '20px', xl: '24px' },
  headings: { fontWeight: '600' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Input: Input.extend({ defaultProps: { size: 'xs' }, classNames: { input: classes.input ?? '' } }),
    Button: Button.extend({ defaultProps: { size: 'xs' }, classNames: { root: classes.button ?? '' } }),
    InputWrapper: Input.Wrapper.extend({
      classNames: {
        label: classes.label ?? '',
        error: classes.error ?? '',
        description: classes.description ?? '',
      },
    }),
    ActionIcon: ActionIcon.extend({
      defaultProps: { variant: 'subtle', color: 'gray', size: 24 },
      classNames: { root: classes.actionIcon ?? '' },
    }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        openDelay: 400,
        withArrow: false,
        multiline: true,
        maw: 320,
        fz: 12,
        position: 'bottom',
      },
    }),
    // Gone at once: a click just after meets what was under them.
    // Closed lists of choices would be a good part of the page that the window starts with.
    Combobox: Combobox.extend({ defaultProps: { keepMounted: false } }),
    Popover: Popover.extend({ defaultProps: { shadow: 'md', radius: 6, transitionProps: fadesInOnly } }),
    Notification: Notification.extend({
      classNames: { description: classes.notificationDescription ?? '' },
    }),
    Menu: Menu.extend({
      defaultProps: { transitionProps: fadesInOnly },
      classNames: { item: classes.menuItem ?? '' },
    }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        radius: 8,
        overlayProps: { backgroundOpacity: 0.4 },
        // Gone at once: the keys of the window behind it act again.
        transitionProps: { duration: 200, exitDuration: 0, transition: 'fade-down' },
        closeButtonProps: { 'aria-label': 'Close' },
      },
      classNames: { title: classes.modalTitle ?? '' },
    }),
  },
});

const shared = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-muted)',
  '--mantine-color-placeholder': 'var(--ink-faint)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-error': 'var(--ink-bad)',
};

export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
