import { afterAll } from 'vitest';
import { watchForLeaks } from './leaks';

// Registered before any hook of the test file, so it runs after them all.
const check = watchForLeaks();
afterAll(() => check());
