import { EventBus } from '../../electron/bus/event-bus';
import { MemoryBackend, memoryCapabilities } from '../../electron/bus/memory/backend';
import { backendContract } from '../backend-contract';

backendContract({
  name: 'memory',
  capabilities: memoryCapabilities,
  create: (options) => new EventBus({ backend: new MemoryBackend(), ...options }),
});
