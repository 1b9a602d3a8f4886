import { assertNever } from '../../../shared/bus/bus-event';
import { describeThrown } from '../../../shared/bus/errors';
import type { Expectation } from '../../../shared/scenario/expectations';
import type { Verdict } from '../../../shared/scenario/outcome';
import type { Picture } from '../picture';
import { judgeAttempts } from './attempts';
import { judgeCount, judgeSent } from './counted';
import { judgeDeadLetters } from './dead-letters';
import { judgeDistribution } from './distribution';
import { judgeLatency } from './latency';
import { judgeOrder } from './order';
import { judgePayload, judgeReceived } from './received';

/** How an expectation stands, by what has been seen so far. A payload that nobody can judge, as one nested without end, breaks it. */
export function judge(expectation: Expectation, picture: Picture): Verdict {
  try {
    return tryJudge(expectation, picture);
  } catch (error) {
    return {
      state: 'broken',
      expected: `${expectation.kind} can be judged`,
      seen: `what cannot be judged: ${describeThrown(error)}`,
      messages: [],
    };
  }
}

function tryJudge({ kind, what }: Expectation, picture: Picture): Verdict {
  switch (kind) {
    case 'count':
      return judgeCount(what, picture);
    case 'sent':
      return judgeSent(what, picture);
    case 'distribution':
      return judgeDistribution(what, picture);
    case 'attempts':
      return judgeAttempts(what, picture);
    case 'order':
      return judgeOrder(what, picture);
    case 'received':
      return judgeReceived(what, picture);
    case 'payload':
      return judgePayload(what, picture);
    case 'deadLetters':
      return judgeDeadLetters(what, picture);
    case 'latency':
      return judgeLatency(what, picture);
    default:
      return assertNever(kind);
  }
}
