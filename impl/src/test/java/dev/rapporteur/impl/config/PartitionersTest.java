package dev.rapporteur.impl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rapporteur.ReportPartitioner;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way in which a partitioner's class can be wrong has words of its own. */
public class PartitionersTest {

    /** As it should be. */
    public static class Sound implements ReportPartitioner {
        @Override
        public int partition(String topic, @Nullable ByteBuffer key, @Nullable ByteBuffer payload, int partitions) {
            return 0;
        }
    }

    /** Of another type. */
    public static class Other {}

    /** Without a public constructor. */
    public static class Hidden extends Sound {
        private Hidden() {}
    }

    /** Without a constructor that takes nothing. */
    public static class Demanding extends Sound {
        /** Takes something. */
        public Demanding(String something) {}
    }

    /** Not a whole class. */
    public abstract static class Half implements ReportPartitioner {}

    /** Can't be made. */
    public static class Failing extends Sound {
        /** Fails. */
        public Failing() {
            throw new IllegalStateException("no table");
        }
    }

    /** Can't be initialised. */
    public static class Broken extends Sound {
        static final int VALUE = Integer.parseInt("no number");
    }

    static class Private extends Sound {}

    @ParameterizedTest
    @CsvSource({
        "Other, does not implement dev.rapporteur.ReportPartitioner",
        "Hidden, has no public constructor without parameters",
        "Demanding, has no public constructor without parameters",
        "Half, is abstract",
        "Failing, its constructor has thrown java.lang.IllegalStateException: no table",
        "Broken, can't be made: java.lang.ExceptionInInitializerError",
        "Private, is not public",
        "Missing, names no class that the adapter sees: put its jar at the root of rapporteur.rar"
    })
    void shouldSayWhatIsWrongWithAClass(String name, String complaint) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> read(of(name)));

        assertThat(refused.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.property()).isEqualTo("partitioner");
            assertThat(problem.value()).isEqualTo(of(name));
            assertThat(problem.complaint()).contains(complaint);
            assertThat(problem.allowed()).contains("dev.rapporteur.ReportPartitioner");
        });
    }

    @Test
    void shouldMakeTheClassThatIsNamed() {
        assertThat(read(of("Sound")).partitioner()).isInstanceOf(Sound.class);
    }

    @Test
    void shouldHaveNoneUnlessOneIsNamed() {
        assertThat(read("").partitioner()).isNull();
    }

    private static String of(String name) {
        return PartitionersTest.class.getName() + "$" + name;
    }

    private static EngineConfig read(String partitioner) {
        return EngineConfig.read(
                Map.of(
                        "bootstrapServers", "kafka-1:9092",
                        "nodeName", "shop 1",
                        "journalDirectory", "/var/lib/rapporteur",
                        "partitioner", partitioner),
                (name, value) -> Optional.empty());
    }
}
