import { Bus } from '../../electron/bus/bus';
import { MemoryBackend } from '../../electron/bus/memory';
import { backendContract } from '../backend-contract';

backendContract({
  name: 'memory',
  create: (options) => new Bus({ backend: new MemoryBackend(), ...options }),
});
