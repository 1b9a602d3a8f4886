import { z } from 'zod';
import { defaultRetryPolicy, retryPolicySchema } from '../bus/connection';
import type { BrokerDescriptor } from './descriptor';

export const memoryOptionsSchema = z.object({
  kind: z.literal('memory'),
  retry: retryPolicySchema.default(defaultRetryPolicy),
});

export const memory = {
  kind: 'memory',
  label: 'In-memory',
  optionsSchema: memoryOptionsSchema,
  ownOptionsSchema: z.object({}),
} as const satisfies BrokerDescriptor;
