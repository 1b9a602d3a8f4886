import { isBuiltin } from 'node:module';

/**
 * A room of the house: a folder, or a single file. A file belongs to the innermost room that it is in.
 * @typedef {object} Room
 * @property {string} at
 * @property {string[]} rooms the other rooms that it may import; each stands before it in the table, so there is no circle
 * @property {(name: string) => boolean} packages the packages that it may import
 */

/** @param {...string} names */
const only =
  (...names) =>
  /** @param {string} name */
  (name) =>
    names.includes(name);

/** @param {...string} names */
const nodeAnd =
  (...names) =>
  /** @param {string} name */
  (name) =>
    isBuiltin(name) || names.includes(name);

const nothing = only();
const mantine = ['@mantine/core', '@mantine/hooks'];
const react = only('react', 'react-dom', ...mantine, '@tabler/icons-react');
const codemirror = [
  ...['@codemirror/state', '@codemirror/view', '@codemirror/language', '@codemirror/search'],
  ...['@lezer/highlight', '@codemirror/lang-json'],
];

/** @param {...string} more beside what every part of the window may use */
const reactAnd =
  (...more) =>
  /** @param {string} name */
  (name) =>
    react(name) || more.includes(name);

const shared = ['shared/bus', 'shared/brokers', 'shared/window', 'shared/scenario', 'shared/ipc'];

/** What every screen of the window stands on. */
const ground = [
  ...shared,
  ...['renderer/format', 'renderer/filter/engine', 'renderer/store', 'renderer/theme', 'renderer/badges'],
  ...['renderer/ask', 'renderer/shortcuts', 'renderer/commands', 'renderer/layout'],
];

/**
 * A part of the window that a person sees as one.
 * @param {string} name
 * @param {{ rooms?: string[], packages?: (name: string) => boolean }} [more]
 * @returns {Room}
 */
const screen = (name, { rooms = [], packages = react } = {}) => ({
  at: `renderer/${name}`,
  rooms: [...ground, ...rooms.map((each) => `renderer/${each}`)],
  packages,
});

const screens = [
  screen('editor', {
    packages: reactAnd(...codemirror, '@codemirror/commands', '@codemirror/lint', '@lezer/json'),
  }),
  screen('retry'),
  screen('filter'),
  screen('compare', { rooms: ['editor'], packages: reactAnd(...codemirror, '@codemirror/merge') }),
  screen('payload', { rooms: ['editor', 'compare'], packages: reactAnd(...codemirror, 'zustand') }),
  screen('profiles', { rooms: ['retry'], packages: reactAnd('@mantine/modals') }),
  screen('connection', { rooms: ['profiles'], packages: reactAnd('zustand') }),
  screen('compose', {
    rooms: ['editor', 'profiles'],
    packages: reactAnd('@mantine/modals', '@mantine/notifications'),
  }),
  screen('deliveries', { rooms: ['filter'] }),
  screen('distribution'),
  screen('subscribers', {
    rooms: ['deliveries', 'distribution', 'filter', 'retry'],
    packages: reactAnd('zustand', 'zustand/vanilla'),
  }),
  screen('trace', { rooms: ['payload'], packages: reactAnd('zustand', 'react-resizable-panels') }),
  screen('dead-letters', {
    rooms: ['editor'],
    packages: reactAnd(
      ...['@codemirror/state', '@codemirror/view', '@codemirror/merge'],
      ...['@mantine/notifications', '@tanstack/react-virtual'],
    ),
  }),
  screen('chart', { packages: reactAnd('uplot') }),
  screen('broker', {
    rooms: ['chart'],
    packages: reactAnd('@tanstack/react-virtual', 'zustand', '@xyflow/react', '@dagrejs/dagre'),
  }),
  screen('scenario', {
    rooms: ['editor', 'profiles'],
    packages: reactAnd(
      ...codemirror,
      ...['@codemirror/commands', '@codemirror/lint', '@codemirror/autocomplete', '@codemirror/lang-yaml'],
      ...['react-resizable-panels', 'zustand'],
    ),
  }),
  screen('log'),
  screen('metrics', { rooms: ['chart'] }),
  screen('recordings', { rooms: ['filter'], packages: reactAnd('@tanstack/react-virtual') }),
  screen('settings', { rooms: ['profiles', 'recordings'] }),
  screen('first-run', { packages: reactAnd('zustand') }),
  screen('status-bar'),
  screen('palette', {
    rooms: ['dead-letters', 'first-run', 'subscribers'],
    packages: reactAnd('@mantine/spotlight'),
  }),
];

/** @type {Room[]} */
export const rooms = [
  { at: 'shared/bus', rooms: [], packages: only('zod') },
  { at: 'shared/brokers', rooms: ['shared/bus'], packages: only('zod') },
  { at: 'shared/window', rooms: ['shared/bus', 'shared/brokers'], packages: only('zod') },
  {
    at: 'shared/scenario',
    rooms: ['shared/bus', 'shared/brokers', 'shared/window'],
    packages: only('zod'),
  },
  {
    at: 'shared/ipc',
    rooms: ['shared/bus', 'shared/brokers', 'shared/window', 'shared/scenario'],
    packages: only('zod'),
  },

  { at: 'electron/bus', rooms: ['shared/bus'], packages: nodeAnd() },
  { at: 'electron/bus/broker', rooms: ['shared/bus', 'electron/bus'], packages: nodeAnd() },
  {
    at: 'electron/bus/memory',
    rooms: ['shared/bus', 'electron/bus', 'electron/bus/broker'],
    packages: nodeAnd(),
  },
  {
    at: 'electron/bus/rabbitmq',
    rooms: ['shared/bus', 'shared/brokers', 'electron/bus', 'electron/bus/broker'],
    packages: nodeAnd('amqplib', '#amqplib', 'rhea'),
  },
  {
    at: 'electron/bus/redis',
    rooms: ['shared/bus', 'shared/brokers', 'electron/bus', 'electron/bus/broker'],
    packages: nodeAnd('@redis/client'),
  },
  {
    at: 'electron/bus/mqtt',
    rooms: ['shared/bus', 'shared/brokers', 'electron/bus', 'electron/bus/broker'],
    packages: nodeAnd('mqtt'),
  },
  // The one file that knows every kind of broker.
  {
    at: 'electron/bus/backends.ts',
    rooms: [
      'shared/bus',
      'shared/brokers',
      'electron/bus',
      'electron/bus/memory',
      'electron/bus/rabbitmq',
      'electron/bus/redis',
      'electron/bus/mqtt',
    ],
    packages: nothing,
  },
  // What programs import: a thin front of the bus, with the clients of the program that it is installed in.
  {
    at: 'library/clients',
    rooms: ['shared/bus'],
    packages: nodeAnd('amqplib', '#amqplib', 'rhea', '#package.json'),
  },
  {
    at: 'library',
    rooms: [
      ...['shared/bus', 'shared/brokers', 'library/clients', 'electron/bus', 'electron/bus/memory'],
      ...['electron/bus/rabbitmq', 'electron/bus/redis', 'electron/bus/mqtt'],
    ],
    packages: nodeAnd('zod'),
  },
  // Payloads as text, whatever broker they came from: a thread's own program.
  {
    at: 'electron/decode',
    rooms: ['shared/bus', 'shared/window'],
    packages: nodeAnd('fzstd', '@msgpack/msgpack', 'cborg', 'bson'),
  },
  {
    at: 'electron/session',
    rooms: [...shared, 'electron/bus', 'electron/bus/backends.ts', 'electron/decode'],
    packages: nodeAnd('zod'),
  },
  {
    at: 'electron/scenario',
    rooms: [...shared, 'electron/bus', 'electron/session'],
    packages: nodeAnd('zod', 'yaml', 'fastest-levenshtein'),
  },
  { at: 'electron/monitor', rooms: [...shared, 'electron/bus'], packages: nodeAnd('zod') },
  {
    at: 'electron/monitor/rabbitmq',
    rooms: [...shared, 'electron/bus', 'electron/bus/broker', 'electron/bus/rabbitmq', 'electron/monitor'],
    packages: nodeAnd('zod'),
  },
  {
    at: 'electron/monitor/redis',
    rooms: [...shared, 'electron/bus', 'electron/bus/broker', 'electron/bus/redis', 'electron/monitor'],
    packages: nodeAnd('zod'),
  },
  // The one file that knows every kind of broker.
  {
    at: 'electron/monitor/monitors.ts',
    rooms: [...shared, 'electron/monitor', 'electron/monitor/rabbitmq', 'electron/monitor/redis'],
    packages: nothing,
  },
  {
    at: 'cli',
    rooms: [
      ...shared,
      'electron/bus',
      'electron/bus/backends.ts',
      'electron/session',
      'electron/scenario',
      'electron/monitor',
      'electron/monitor/monitors.ts',
    ],
    packages: nodeAnd('commander', 'picocolors', 'tinyglobby', '#package.json'),
  },
  {
    at: 'electron/app',
    rooms: [
      ...shared,
      'electron/bus',
      'electron/session',
      'electron/scenario',
      'electron/monitor',
      'electron/monitor/monitors.ts',
    ],
    packages: nodeAnd('electron'),
  },
  {
    at: 'electron/main.ts',
    rooms: [...shared, 'electron/session', 'electron/monitor', 'electron/app'],
    packages: nodeAnd('electron'),
  },

  { at: 'renderer/window-api.d.ts', rooms: shared, packages: nothing },
  { at: 'renderer/format', rooms: shared, packages: react },
  { at: 'renderer/filter/engine', rooms: shared, packages: nothing },
  {
    at: 'renderer/store',
    rooms: [...shared, 'renderer/format', 'renderer/filter/engine'],
    packages: only('react', 'zustand', 'zustand/vanilla'),
  },
  { at: 'renderer/theme', rooms: [...shared, 'renderer/store'], packages: react },
  {
    at: 'renderer/badges',
    rooms: [...shared, 'renderer/format', 'renderer/store', 'renderer/theme'],
    packages: react,
  },
  {
    at: 'renderer/ask',
    rooms: [...shared, 'renderer/format'],
    packages: reactAnd('@mantine/modals', '@mantine/notifications', 'zustand', 'zustand/vanilla'),
  },
  { at: 'renderer/shortcuts', rooms: [...shared, 'renderer/store'], packages: react },
  {
    at: 'renderer/commands',
    rooms: [...shared, 'renderer/format', 'renderer/store', 'renderer/ask', 'renderer/shortcuts'],
    packages: only('react'),
  },
  {
    at: 'renderer/layout',
    rooms: [...shared, 'renderer/format', 'renderer/store', 'renderer/commands'],
    packages: reactAnd('react-resizable-panels', 'zustand'),
  },
  ...screens,
  {
    at: 'renderer/background',
    rooms: [...shared, 'renderer/format', 'renderer/store', 'renderer/ask', 'renderer/commands'],
    packages: nothing,
  },
  {
    at: 'renderer/shell',
    rooms: [...ground, ...screens.map(({ at }) => at)],
    packages: reactAnd('react-resizable-panels', '@mantine/modals', '@mantine/notifications', 'zustand'),
  },
  {
    at: 'renderer/main.tsx',
    rooms: [...ground, 'renderer/compose', 'renderer/background', 'renderer/shell'],
    packages: reactAnd(
      ...['react-dom/client', 'zod', '@mantine/notifications'],
      ...['@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono'],
    ),
  },
];
