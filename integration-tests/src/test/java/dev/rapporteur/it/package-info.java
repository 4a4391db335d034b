/** The main job, end to end: built archives on a real WildFly, a real broker, and a reader that knows nothing of ours. */
@NullMarked
package dev.rapporteur.it;

import org.jspecify.annotations.NullMarked;
