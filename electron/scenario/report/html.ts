import { formatDuration } from '../../../shared/scenario/words';
import { escaped as html } from './escaped';
import { type Failure, failuresOf } from './failures';
import { hasPassed, type ReportedCase, type ScenarioReport, titleOf } from './report';

/** One page with everything in it: nothing is loaded from anywhere. */
export function htmlReport(report: ScenarioReport): string {
  const { cases, startedAt, durationMs, busdeck } = report;
  const failed = cases.filter((each) => !hasPassed(each));
  const words =
    failed.length === 0 ? `All ${cases.length} passed` : `${failed.length} of ${cases.length} failed`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${html(words)}: scenarios</title>
<style>${style}</style>
</head>
<body>
<header>
<h1 class="${failed.length === 0 ? 'passed' : 'failed'}">${html(words)}</h1>
<p>${html(new Date(startedAt).toISOString().replace('T', ' ').slice(0, 19))} UTC · ${html(formatDuration(durationMs))} · Busdeck ${html(busdeck)}</p>
</header>
<main>
${[...failed, ...cases.filter(hasPassed)].map(section).join('\n')}
</main>
</body>
</html>
`;
}

function section(each: ReportedCase): string {
  const { outcome, against } = each;
  const isGood = hasPassed(each);
  const buses = against === undefined ? outcome.bus : `${outcome.bus} against ${against.outcome.bus}`;
  return `<details class="${isGood ? 'passed' : 'failed'}"${isGood ? '' : ' open'}>
<summary><span class="mark">${isGood ? '✓ passed' : '✗ failed'}</span> <b>${html(titleOf(outcome))}</b> <span class="dim">${html(outcome.file)} · ${html(buses)} · ${html(formatDuration(outcome.durationMs))}</span></summary>
${failuresOf(each).map(failure).join('\n')}
<table><thead><tr><th></th><th>Expected</th><th>Seen</th><th>Line</th></tr></thead><tbody>
${outcome.expectations
  .map(
    ({ state, title, expected, seen, line }) =>
      `<tr class="${state === 'held' ? 'passed' : 'failed'}"><td class="mark">${state === 'held' ? '✓ held' : '✗ broken'}</td><td><b>${html(title)}</b><br>${html(expected)}</td><td>${html(seen)}</td><td>${line ?? ''}</td></tr>`,
  )
  .join('\n')}
</tbody></table>
<ol class="steps">
${outcome.steps.map(({ title, state, error }) => `<li>${html(title)} <span class="dim">${state}</span>${error === undefined ? '' : `<br>${html(error)}`}</li>`).join('\n')}
</ol>
</details>`;
}

function failure({ title, expected, seen, place, traces }: Failure): string {
  const rows =
    expected === ''
      ? ''
      : `<dl><dt>expected</dt><dd>${html(expected)}</dd><dt>seen</dt><dd>${html(seen)}</dd></dl>`;
  return `<section class="failure"><h3>${html(title)} <span class="dim">${html(place)}</span></h3>
${rows}
${traces.map(({ messageId, lines }) => `<p class="dim">message <code>${html(messageId)}</code></p><pre>${html(lines.join('\n'))}</pre>`).join('\n')}
</section>`;
}

const style = `
:root { color-scheme: light dark; --text: #1b1f24; --dim: #5a6470; --back: #fff; --card: #f5f7f9; --line: #d8dee4; --good: #1a7f37; --bad: #c4232e; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ec; --dim: #9aa5b1; --back: #14171a; --card: #1c2126; --line: #323a42; --good: #4ac26b; --bad: #ff7b72; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1100px; padding: 32px 24px; font: 14px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); }
h1 { margin: 0; font-size: 24px; }
h1.passed, .passed .mark { color: var(--good); }
h1.failed, .failed > summary .mark, tr.failed .mark { color: var(--bad); }
header p, .dim { color: var(--dim); }
details { border: 1px solid var(--line); border-radius: 8px; margin: 12px 0; padding: 8px 16px; background: var(--card); }
summary { cursor: pointer; overflow-wrap: anywhere; }
.mark { display: inline-block; min-width: 72px; white-space: nowrap; }
table { border-collapse: collapse; width: 100%; margin: 12px 0; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: 6px 8px; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
th:first-child, td:first-child { width: 92px; } th:last-child, td:last-child { width: 56px; }
h3 { font-size: 14px; margin: 12px 0 4px; }
dl { display: grid; grid-template-columns: 80px 1fr; margin: 0; } dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
pre { margin: 4px 0 12px; padding: 8px 12px; overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; background: var(--back); font: 12px/1.5 ui-monospace, monospace; }
.steps { color: var(--text); padding-left: 24px; }
`;
