// node story-import.mjs KIND URL: by import, and where there is a part of that kind, by it.
import * as busdeck from 'busdeck';
import { story } from './story.cjs';

const [kind, url] = process.argv.slice(2);
const to = kind === 'memory' ? url : (await import(`busdeck/${kind}`))[kind](url);
console.log(JSON.stringify(await story(busdeck, to)));
