import type { Target } from './target';
import { brokerTargets } from './targets/broker';
import { fileTargets } from './targets/files';
import { filterTargets } from './targets/filter';
import { messageTargets } from './targets/messages';
import { payloadTargets } from './targets/payload';
import { readingTargets } from './targets/readings';
import { requestTargets } from './targets/requests';
import { textTargets } from './targets/text';

/** Everything that meets what strangers send, write or keep. A new door is entered here. */
export const targets: readonly Target[] = [
  ...textTargets,
  ...payloadTargets,
  ...readingTargets,
  ...filterTargets,
  ...fileTargets,
  ...requestTargets,
  ...brokerTargets,
  ...messageTargets,
];
