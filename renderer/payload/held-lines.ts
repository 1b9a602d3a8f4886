import { textLines } from '../format/lay-out';
import type { LineSource } from './line-source';

/** The lines of a text that the window holds itself. */
export function heldLines(text: string): LineSource {
  const lines = textLines(text) ?? [];
  return {
    count: lines.length,
    widest: lines.reduce((widest, line) => Math.max(widest, line.length), 0),
    lines: async (from, to) => lines.slice(from, to),
  };
}
