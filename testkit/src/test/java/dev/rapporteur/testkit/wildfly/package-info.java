@NullMarked
package dev.rapporteur.testkit.wildfly;

import org.jspecify.annotations.NullMarked;
