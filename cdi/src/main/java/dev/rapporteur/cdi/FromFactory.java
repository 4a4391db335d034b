package dev.rapporteur.cdi;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.enterprise.util.Nonbinding;
import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Chooses among several connection factories.
 *
 * <pre>{@code
 * @Inject @FromFactory("java:/eis/audit") ReportProducer audit;
 * }</pre>
 */
@Qualifier
@Documented
@Retention(RUNTIME)
@Target({FIELD, PARAMETER, METHOD, TYPE})
public @interface FromFactory {

    /** The connection factory's JNDI name, as in the server's configuration. */
    @Nonbinding
    String value();

    /** For {@code Instance.select}: {@code producers.select(new FromFactory.Literal("java:/eis/audit"))}. */
    final class Literal extends AnnotationLiteral<FromFactory> implements FromFactory {

        private static final long serialVersionUID = 1L;

        private final String value;

        /**
         * Names a connection factory.
         *
         * @param value its JNDI name
         */
        public Literal(String value) {
            this.value = value;
        }

        @Override
        public String value() {
            return value;
        }
    }
}
