import { z } from 'zod';
import { boundedRecord, idSchema } from '../bus/bounded';
import { chosenStepsSchema } from './reading';

/** The least height of a row of panes, px. */
export const rowHeights = { min: 160, normal: 264, max: 1200 };

/** Where the panes stand and how large they are. A pane is known by its topic and its subscriber's name. */
export const paneLayoutSchema = z.object({
  order: z.array(idSchema).max(10_000),
  folded: z.array(idSchema).max(10_000),
  /** Relative widths of the columns, by how many there are. */
  widths: boundedRecord(z.string().max(100), z.array(z.number().positive()).max(100), 100),
  rowHeight: z.number().min(rowHeights.min).max(rowHeights.max),
});
export type PaneLayout = z.infer<typeof paneLayoutSchema>;

export const firstPaneLayout: PaneLayout = {
  order: [],
  folded: [],
  widths: {},
  rowHeight: rowHeights.normal,
};

export const highlightColours = ['amber', 'red', 'green', 'blue'] as const;
export type HighlightColour = (typeof highlightColours)[number];

/** Rows that the filter finds are coloured; the first rule that finds one decides. */
export const highlightSchema = z.object({
  id: z.number(),
  filter: z.string().max(10_000),
  colour: z.enum(highlightColours),
});
export type Highlight = Readonly<z.infer<typeof highlightSchema>>;

export const traceModes = ['list', 'lanes'] as const;
export type TraceMode = (typeof traceModes)[number];

export const middleViews = ['console', 'broker'] as const;
export type MiddleView = (typeof middleViews)[number];

export const brokerColumns = [
  'ready',
  'unanswered',
  'consumers',
  'rateIn',
  'rateOut',
  'curve',
  'rateAcked',
  'rateRedelivered',
  'rateBroadcast',
  'bytes',
  'type',
  'idleSince',
] as const;
export type BrokerColumn = (typeof brokerColumns)[number];

/** Topics whose way of reading is remembered. */
export const maxKeptReadings = 1000;

export const topicReadingSchema = z.object({ topic: idSchema, steps: chosenStepsSchema.readonly() });
export type TopicReading = Readonly<z.infer<typeof topicReadingSchema>>;

const fields = {
  panes: paneLayoutSchema,
  highlights: z.array(highlightSchema).max(1000),
  traceMode: z.enum(traceModes),
  /** What the middle of the window shows. */
  middle: z.enum(middleViews),
  /** Of the broker's table; null: as many as there is room for. */
  brokerColumns: z.array(z.enum(brokerColumns)).max(brokerColumns.length).nullable(),
  /** How payloads are read, by topic, where a person has chosen it; the last chosen at the end. */
  readings: z.array(topicReadingSchema).max(maxKeptReadings).readonly(),
  /** The first steps are gone for good. */
  firstRunDismissed: z.boolean(),
};

/** How a person has arranged the window. */
export const windowViewSchema = z.object({
  panes: fields.panes.default(firstPaneLayout),
  highlights: fields.highlights.default([]),
  traceMode: fields.traceMode.default('list'),
  middle: fields.middle.default('console'),
  brokerColumns: fields.brokerColumns.default(null),
  readings: fields.readings.default([]),
  firstRunDismissed: fields.firstRunDismissed.default(false),
});
export type WindowView = z.output<typeof windowViewSchema>;

/** Some of it; what is left out stays as it is. */
export const windowViewChangeSchema = z.object(fields).partial();
export type WindowViewChange = z.output<typeof windowViewChangeSchema>;
