/** The Connectors 2.1 contract over the engine: thin, and free of any one server's types. */
@NullMarked
package dev.rapporteur.ra;

import org.jspecify.annotations.NullMarked;
