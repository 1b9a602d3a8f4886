import type { Expected } from '../../../shared/scenario/expectations';
import type { Verdict } from '../../../shared/scenario/outcome';
import { formatAmount, holds } from '../../../shared/scenario/words';
import type { Picture } from '../picture';
import { listed } from './verdict';

export function judgeDistribution(
  { topic, verb, of, each, exact, within }: Expected<'distribution'>,
  { subscribers, tally }: Picture,
): Verdict {
  const names = [...new Set([...(subscribers.get(topic) ?? []), ...Object.keys(exact ?? {})])];
  const shares = names.map((name) => [name, tally.of(of, { topic, verb, subscriber: name })] as const);
  const values = shares.map(([, value]) => value);
  const spread = values.length === 0 ? 0 : Math.max(...values) - Math.min(...values);
  const amounts = shares.map(([name, value]) => {
    // Named or not: who is not named has nothing.
    const amount = exact === undefined ? each : (exact[name] ?? { min: 0, max: 0 });
    return { value, amount };
  });
  const tooMany = amounts.some(({ value, amount }) => amount !== undefined && value > amount.max);
  const tooFew = amounts.some(({ value, amount }) => amount !== undefined && !holds(amount, value));
  const uneven = within !== undefined && spread > within;
  return {
    // A spread may even out as long as messages come.
    state: tooMany ? 'broken' : tooFew || uneven || names.length === 0 ? 'waiting' : 'held',
    expected: `${verb} to ${topic}, ${of}: ${expectedWords({ each, exact, within })}`,
    seen:
      names.length === 0
        ? 'no subscriber'
        : listed(
            shares.map(([name, value]) => `${name} ${value}`),
            12,
          ),
    messages: [],
  };
}

function expectedWords({ each, exact, within }: Pick<Expected<'distribution'>, 'each' | 'exact' | 'within'>) {
  const parts = [
    ...(each === undefined ? [] : [`${formatAmount(each)} each`]),
    ...(exact === undefined
      ? []
      : [
          listed(
            Object.entries(exact).map(([name, amount]) => `${name} ${formatAmount(amount)}`),
            12,
          ),
        ]),
    ...(within === undefined ? [] : [`no two differ by more than ${within}`]),
  ];
  return parts.join('; ');
}
