import { useEffect, useRef, useState } from 'react';

/** How far back the rate looks, ms: short enough to be live, long enough to be calm. */
const windowMs = 2000;
const everyMs = 500;

/** How fast a number grows at the moment, per second; undefined until it can be told. */
export function useLiveRate(done: number): number | undefined {
  const latest = useRef(done);
  const [rate, setRate] = useState<number>();
  useEffect(() => {
    latest.current = done;
  }, [done]);
  useEffect(() => {
    const samples = [{ at: performance.now(), done: latest.current }];
    const timer = setInterval(() => {
      const now = { at: performance.now(), done: latest.current };
      samples.push(now);
      while (samples.length > 2 && now.at - (samples[0]?.at ?? 0) > windowMs) samples.shift();
      const [first] = samples;
      if (first !== undefined) setRate(((now.done - first.done) * 1000) / (now.at - first.at));
    }, everyMs);
    return () => clearInterval(timer);
  }, []);
  return rate;
}
