import { serve } from './serve';
import { sickTargets } from './sick-targets';

serve(sickTargets);
