package dev.rapporteur.impl.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.RetriableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorPolicyTest {

    /** Never leave the client: its inner workings, the protocol buffers that it brings along, and rules of configuration. */
    private static final List<String> INNER =
            List.of("/internals/", "/shaded/", "/kerberos/", "/security/ssl/", "/utils/");

    @ParameterizedTest
    @MethodSource("errorsOfTheClient")
    void shouldNameEachExceptionOfTheClient(Class<?> error) {
        assertThat(ErrorPolicy.named(error))
                .as("%s has no line in ErrorPolicy: a new version of the client brings it", error)
                .isPresent();
    }

    @ParameterizedTest
    @MethodSource("errorsOfTheClient")
    void shouldRebuildWhatTheClientCallsRecoverableByTheApplication(Class<?> error) {
        if (ApplicationRecoverableException.class.isAssignableFrom(error)) {
            assertThat(ErrorPolicy.named(error))
                    .hasValueSatisfying(
                            policy -> assertThat(policy).isIn(ErrorPolicy.REBUILD, ErrorPolicy.NOT_FOR_PRODUCERS));
        }
    }

    @ParameterizedTest
    @MethodSource("errorsOfTheClient")
    void shouldParkNothingThatTheClientCallsRetriable(Class<?> error) {
        if (RetriableException.class.isAssignableFrom(error)) {
            assertThat(ErrorPolicy.named(error))
                    .hasValueSatisfying(policy -> assertThat(policy).isNotEqualTo(ErrorPolicy.PARK));
        }
    }

    @Test
    void shouldGoByTheNearestNamedClassForOneThatIsNotNamed() {
        assertThat(ErrorPolicy.of(new ApplicationRecoverableException("new") {}))
                .isEqualTo(ErrorPolicy.REBUILD);
        assertThat(ErrorPolicy.of(new RetriableException("new") {})).isEqualTo(ErrorPolicy.RETRY);
        assertThat(ErrorPolicy.of(new ApiException("new") {})).isEqualTo(ErrorPolicy.HOLD);
        assertThat(ErrorPolicy.of(new KafkaException("new") {})).isEqualTo(ErrorPolicy.REBUILD);
    }

    @Test
    void shouldBlameNoReportForWhatIsNotOfTheClient() {
        assertThat(ErrorPolicy.of(new IllegalStateException("closed"))).isEqualTo(ErrorPolicy.REBUILD);
        assertThat(ErrorPolicy.of(new OutOfMemoryError("x"))).isEqualTo(ErrorPolicy.REBUILD);
    }

    static Stream<Class<?>> errorsOfTheClient() throws IOException, ReflectiveOperationException {
        List<Class<?>> errors = new ArrayList<>();
        Path jar = Path.of(KafkaException.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        try (JarFile client = new JarFile(jar.toFile())) {
            for (JarEntry entry : Collections.list(client.entries())) {
                String name = entry.getName();
                if (mayBeError(name)) {
                    Class<?> type = Class.forName(
                            name.replace(".class", "").replace('/', '.'), false, KafkaException.class.getClassLoader());
                    if (Throwable.class.isAssignableFrom(type)) {
                        errors.add(type);
                    }
                }
            }
        }
        assertThat(errors).hasSizeGreaterThan(100);
        return errors.stream();
    }

    /** All in the package of errors; elsewhere by their names, for not every class there can be loaded. */
    private static boolean mayBeError(String name) {
        return name.endsWith(".class")
                && !name.contains("$")
                && INNER.stream().noneMatch(name::contains)
                && (name.contains("/common/errors/") || name.endsWith("Exception.class"));
    }
}
