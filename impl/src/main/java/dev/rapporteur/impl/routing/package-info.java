/** Which partition a report goes to, and what is known of the cluster's topics. */
@NullMarked
package dev.rapporteur.impl.routing;

import org.jspecify.annotations.NullMarked;
