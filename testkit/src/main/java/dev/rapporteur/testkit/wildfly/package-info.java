/** A real WildFly as a process, its command line and its management. */
@NullMarked
package dev.rapporteur.testkit.wildfly;

import org.jspecify.annotations.NullMarked;
