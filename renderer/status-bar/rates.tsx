import { count } from '../format/numbers';
import classes from './status-bar.module.css';
import { type Rates as RatesNow, useRates } from './use-rates';

const words: readonly (keyof RatesNow)[] = ['published', 'delivered', 'failed'];

export function Rates() {
  const rates = useRates();
  return (
    <dl className={classes.numbers} aria-label="In the last second">
      {words.map((word) => (
        <div
          key={word}
          className={classes.number}
          data-testid="rate"
          data-rate={word}
          data-value={rates[word]}
        >
          <dt>{word}</dt>
          <dd>{count(rates[word])}/s</dd>
        </div>
      ))}
    </dl>
  );
}
