/** A network that fails as real ones do. */
@NullMarked
package dev.rapporteur.testkit.net;

import org.jspecify.annotations.NullMarked;
