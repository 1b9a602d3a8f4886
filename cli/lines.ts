import type { BusEvent } from '../shared/bus/bus-event';
import type { MessageSummary } from '../shared/bus/message';
import { out as pico, plain } from './plain';

/** One event a line for programs, or a line for people; nothing for what is of no interest to them. */
export function printer(json: boolean | undefined): (event: BusEvent) => void {
  if (json) return (event) => void process.stdout.write(`${JSON.stringify(event)}\n`);
  return (event) => {
    const line = lineOf(event);
    if (line !== undefined) process.stdout.write(`${pico.dim(timeOf(event.at))} ${line}\n`);
  };
}

function lineOf(event: BusEvent): string | undefined {
  switch (event.type) {
    case 'delivered': {
      const { subscriber, attempt, message, redelivered } = event;
      const again = redelivered ? pico.yellow(' redelivered') : '';
      return `${pico.blue('delivered')}   ${plain(subscriber.name)} ${attemptOf(attempt)}${again} ${payloadOf(message)}`;
    }
    case 'acked':
      return `${pico.green('acked')}       ${plain(event.subscriber.name)} ${attemptOf(event.attempt)} ${pico.dim(`${Math.round(event.handlerMs)} ms`)}`;
    case 'failed':
      return `${pico.red('failed')}      ${plain(event.subscriber.name)} ${attemptOf(event.attempt)} ${plain(event.error.message)}`;
    case 'retryScheduled':
      return `${pico.yellow('retry')}       attempt ${event.nextAttempt}${event.delayMs === 0 ? '' : ` in ${event.delayMs} ms`}`;
    case 'deadLettered':
      return `${pico.magenta('dead')}        ${event.reason} after ${event.attempts} attempts`;
    case 'interrupted':
      return `${pico.yellow('interrupted')} ${plain(event.subscriber.name)}`;
    case 'tapped': {
      const { sight, verb, message, topic } = event;
      if (sight.what === 'delivered')
        return `${pico.blue('seen')}        ${plain(topic)} → ${plain(sight.to.name)}${sight.redelivered ? ' again' : ''} ${payloadOf(message)}`;
      const by = sight.by === undefined ? '' : ` from ${plain(sight.by.name)}`;
      const lost = sight.routedTo?.length === 0 ? pico.yellow(' no queue took it') : '';
      return `${pico.cyan('seen')}        ${plain(topic)} ${verb}${by}${lost} ${payloadOf(message)}`;
    }
    case 'tapMissed':
      return pico.yellow(`${event.count} more came faster than they could be read`);
    case 'retryReturned':
      return `${pico.magenta('dead')}        no subscriber when its next attempt was due`;
    case 'connection': {
      const { state, endpoint, reason } = event.status;
      return state === 'ready' || state === 'closed' || state === 'connecting'
        ? undefined
        : pico.yellow(plain(`${state} ${endpoint}${reason === undefined ? '' : `: ${reason}`}`));
    }
    default:
      return undefined;
  }
}

const attemptOf = (attempt: number) => pico.dim(`#${attempt}`);

function payloadOf({ preview }: MessageSummary): string {
  if (preview.format === 'empty') return pico.dim('(empty)');
  // Whoever sent it may have put anything in it, also what a terminal obeys.
  return plain(preview.text) + (preview.truncated ? '…' : '');
}

function timeOf(at: number): string {
  return new Date(at).toISOString().slice(11, 23);
}
