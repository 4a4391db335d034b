/** Added to an application, it uses many connection definitions of its server, each of which has an engine of its own. */
@NullMarked
package dev.rapporteur.it.many;

import org.jspecify.annotations.NullMarked;
