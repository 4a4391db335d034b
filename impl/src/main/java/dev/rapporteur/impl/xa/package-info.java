/** Branches and the XA resource: what a transaction sends, and how its manager decides. */
@NullMarked
package dev.rapporteur.impl.xa;

import org.jspecify.annotations.NullMarked;
