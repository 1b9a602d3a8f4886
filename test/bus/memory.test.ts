import { Bus } from '../../electron/bus/event-bus';
import { MemoryBackend } from '../../electron/bus/memory/backend';
import { backendContract } from '../backend-contract';

backendContract({
  name: 'memory',
  create: (options) => new Bus({ backend: new MemoryBackend(), ...options }),
});
