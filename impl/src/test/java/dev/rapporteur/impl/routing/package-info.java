@NullMarked
package dev.rapporteur.impl.routing;

import org.jspecify.annotations.NullMarked;
