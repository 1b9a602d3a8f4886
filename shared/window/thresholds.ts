import { z } from 'zod';

/** From when on something is a finding; docs/findings.md has them in words. */
export const thresholdFields = {
  /** A queue whose consumers answer nothing for so long, seconds. */
  blackHoleSeconds: z.int().min(5).max(3600),
  /** A backlog is growing when it grew over so long, seconds, by so many at least. */
  growingSeconds: z.int().min(5).max(3600),
  growingBy: z.int().min(1).max(1_000_000),
  /** Of what goes out, so much comes again, percent, and so many per second. */
  againPercent: z.int().min(1).max(100),
  againPerSecond: z.number().min(0.1).max(1_000_000),
  /** Of the alarm's limit, percent. */
  memoryPercent: z.int().min(1).max(100),
  /** Times the alarm's limit. */
  diskTimes: z.number().min(1).max(1000),
};

export const defaultThresholds = {
  blackHoleSeconds: 60,
  growingSeconds: 30,
  growingBy: 50,
  againPercent: 50,
  againPerSecond: 1,
  memoryPercent: 80,
  diskTimes: 2,
} as const;

export const thresholdsSchema = z.object(thresholdFields);
export type Thresholds = Readonly<z.infer<typeof thresholdsSchema>>;
