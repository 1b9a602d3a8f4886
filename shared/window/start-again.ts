import { z } from 'zod';

/** The page with this at the end of its address asks how to go on after it crashed too often, and shows nothing else. */
export const crashedHash = '#crashed';

/** How to go on: with all that there is, or without what a page may have crashed of. */
export const startAgainSchema = z.object({ empty: z.boolean() });
