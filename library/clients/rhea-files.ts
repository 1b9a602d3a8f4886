import { PrivateCopy } from './private-copy';

const copy = new PrivateCopy('rhea');

export const rheaFile = (file: string): unknown => copy.load(file);
