/** The application whose books are audited: each business row is reported. */
@NullMarked
package dev.rapporteur.it.posting;

import org.jspecify.annotations.NullMarked;
