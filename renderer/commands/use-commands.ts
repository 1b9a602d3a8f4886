import { createContext, use } from 'react';
import type { Commands } from './commands';

export const CommandsContext = createContext<Commands | undefined>(undefined);

export function useCommands(): Commands {
  const commands = use(CommandsContext);
  if (commands === undefined) throw new Error('There are no commands around this component.');
  return commands;
}
