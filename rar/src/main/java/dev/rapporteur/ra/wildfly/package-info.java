/** What WildFly knows beyond the Connectors contract: runtime statistics, and its transaction manager's node identifier. */
@NullMarked
package dev.rapporteur.ra.wildfly;

import org.jspecify.annotations.NullMarked;
