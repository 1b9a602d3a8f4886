import { serve } from './serve';
import { targets } from './targets';

serve(targets);
