// node story-require.cjs KIND URL: by require and by URL.
const busdeck = require('busdeck');
const { story } = require('./story.cjs');

const [, url] = process.argv.slice(2);
story(busdeck, url).then((told) => console.log(JSON.stringify(told)));
