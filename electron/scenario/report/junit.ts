import { escaped } from './escaped';
import { failuresOf, textOf } from './failures';
import { hasPassed, type ReportedCase, type ScenarioReport, titleOf } from './report';

/** As JUnit’s XML, which every CI reads: a suite for each file, a test for each row of its matrix. */
export function junitReport({ cases, durationMs }: ScenarioReport): string {
  const files = [...new Set(cases.map(({ outcome }) => outcome.file))];
  const failures = cases.filter((each) => !hasPassed(each)).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="busdeck" tests="${cases.length}" failures="${failures}" time="${seconds(durationMs)}">`,
    ...files.map((file) =>
      suite(
        file,
        cases.filter(({ outcome }) => outcome.file === file),
      ),
    ),
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(file: string, cases: readonly ReportedCase[]): string {
  const failures = cases.filter((each) => !hasPassed(each)).length;
  const time = cases.reduce((sum, { outcome }) => sum + outcome.durationMs, 0);
  return [
    `  <testsuite name="${escaped(file)}" tests="${cases.length}" failures="${failures}" time="${seconds(time)}">`,
    ...cases.map(testCase),
    '  </testsuite>',
  ].join('\n');
}

function testCase(each: ReportedCase): string {
  const { outcome } = each;
  const head = `    <testcase name="${escaped(titleOf(outcome))}" classname="${escaped(outcome.file)}" time="${seconds(outcome.durationMs)}"`;
  if (hasPassed(each)) return `${head}/>`;
  const failures = failuresOf(each);
  const [first] = failures;
  const text = failures.map(textOf).join('\n\n');
  return [
    `${head}>`,
    `      <failure message="${escaped(first === undefined ? outcome.state : `${first.title}: ${first.seen}`)}">${escaped(text)}</failure>`,
    '    </testcase>',
  ].join('\n');
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
