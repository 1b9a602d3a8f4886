import { z } from 'zod';
import { idSchema } from '../bus/bounded';
import type { BusEvent } from '../bus/bus-event';
import type { ErrorInfo } from '../bus/errors';
import { confirmedTopicSchema, type MessageSummary, type Outcome, type Verb } from '../bus/message';

/** A recording on disk, as it goes on. */
export interface RecordingStatus {
  readonly state: 'recording' | 'stopped' | 'failed';
  /** The file that was begun with; further parts stand beside it as `name.2.ndjson` and so on, under numbers that were free. */
  readonly path: string;
  readonly startedAt: number;
  readonly events: number;
  readonly bytes: number;
  readonly parts: number;
  /** Events that were left out since the disk could not keep up. */
  readonly lost: number;
  /** Why it failed. */
  readonly reason?: string;
}

/** A recording that is being published again. */
export interface RepublishStatus {
  readonly recordingId: string;
  readonly state: 'running' | 'done' | 'cancelled' | 'failed';
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  readonly reason?: string;
}

/** What is true of recordings now; part of the session's state. */
export interface RecordingState {
  readonly recording?: RecordingStatus;
  readonly republish?: RepublishStatus;
}

/** One line of a recording: an event, and its message's payload where that is another than before. */
export interface RecordedLine {
  /** The recording's id, in the first line of each of its parts. */
  readonly recording?: string;
  readonly event: BusEvent;
  readonly payload?: { readonly text: string } | { readonly base64: string };
}

/** A recording that was opened to be read. */
export interface OpenedRecording {
  readonly recordingId: string;
  readonly path: string;
  readonly parts: number;
  readonly events: number;
  readonly messages: number;
  /** How many of them can be published again: those whose sending was recorded. */
  readonly publishable: number;
  /** The topic of all of those, if it is one. */
  readonly topic?: string;
  readonly from: number;
  readonly to: number;
  /** Lines that could not be read; the last one of a recording that ended in a crash is often one. */
  readonly damaged: number;
  /** Messages with more than {@link maxListedDeliveries} deliveries. */
  readonly shortened: number;
}

/** A delivery of an opened recording with what became of it, as far as its events go. */
export interface RecordedDelivery {
  readonly deliveryId: string;
  readonly messageId: string;
  readonly topic: string;
  readonly verb: Verb;
  readonly subscriberName: string;
  readonly attempt: number;
  readonly at: number;
  readonly message: MessageSummary;
  readonly outcome: Outcome;
  readonly redelivered: boolean;
  readonly foreign: boolean;
  readonly interrupted: boolean;
  readonly latencyMs?: number;
  readonly error?: Pick<ErrorInfo, 'message'>;
}

/** A message of an opened recording, as a list shows it. */
export interface RecordedMessage {
  readonly messageId: string;
  readonly at: number;
  readonly message: MessageSummary;
  readonly attempt: number;
  readonly outcome: Outcome;
  /** The first {@link maxListedDeliveries} of them. */
  readonly deliveries: readonly RecordedDelivery[];
}

export interface HistoryStats {
  readonly bytes: number;
  readonly limit: number;
  readonly messages: number;
  /** Messages that went to make room. */
  readonly evicted: number;
}

export const exportFormats = ['ndjson', 'json', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** As sizes are written everywhere in the window. */
export const megabyte = 1_000_000;
export const minHistoryBytes = megabyte;
export const defaultHistoryBytes = 256 * megabyte;
export const maxHistoryBytes = 8_000_000_000;
export const recordingPageSize = 1000;
/** Of one message in the list of a recording. */
export const maxListedDeliveries = 200;
/** Of one message's trace: as many from its beginning, and as many from its end. */
export const maxTraceEnd = 1000;

const recordingId = idSchema;

export const historyRequests = {
  historyStats: z.object({}),
  /** Asks where to, and writes every event there from now on. */
  startRecording: z.object({}),
  stopRecording: z.object({}),
  /** Asks which, and reads it. */
  openRecording: z.object({}),
  /** Its messages, in the order of their first event. */
  recordingPage: z.object({ recordingId, from: z.int().min(0) }),
  closeRecording: z.object({ recordingId }),
  /** Publishes its messages anew. Answers when it has begun; how far it is stands in the state. */
  publishRecording: z.object({
    recordingId,
    /** 2 is twice as fast as it was recorded; 0 is without any pause. */
    factor: z.number().min(0).max(1000),
    /** The connection's name where the messages are of several topics. */
    confirmedTopic: confirmedTopicSchema,
  }),
  cancelPublishRecording: z.object({}),
  /** Asks where to, and writes these deliveries with their whole payloads. */
  exportDeliveries: z.object({
    format: z.enum(exportFormats),
    deliveryIds: z.array(idSchema).max(250_000),
  }),
} as const;

export interface HistoryResponses {
  historyStats: HistoryStats;
  /** `null` when the person changed their mind, here and below. */
  startRecording: RecordingStatus | null;
  stopRecording: RecordingStatus | null;
  openRecording: OpenedRecording | null;
  recordingPage: readonly RecordedMessage[];
  closeRecording: null;
  publishRecording: RepublishStatus;
  cancelPublishRecording: null;
  /** `missing` are no longer in the history. */
  exportDeliveries: { readonly path: string; readonly written: number; readonly missing: number } | null;
}
