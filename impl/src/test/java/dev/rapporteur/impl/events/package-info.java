/** Tests of what applications are told. */
@NullMarked
package dev.rapporteur.impl.events;

import org.jspecify.annotations.NullMarked;
