@NullMarked
package dev.rapporteur.testkit.net;

import org.jspecify.annotations.NullMarked;
