package dev.rapporteur.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenedTest {

    private final List<String> closed = new ArrayList<>();

    @Test
    void shouldCloseTheLastFirst() {
        try (Opened opened = new Opened()) {
            opened.add(part("first"));
            opened.add(part("second"));
        }

        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void shouldCloseEachWhateverBecomesOfTheOthers() {
        IOException cause = new IOException("not started");

        assertThatThrownBy(() -> {
                    try (Opened opened = new Opened()) {
                        opened.add(part("first"));
                        opened.add(() -> {
                            throw new IOException("not closed");
                        });
                        throw cause;
                    }
                })
                .isSameAs(cause)
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement()
                        .satisfies(other -> assertThat(other).hasRootCauseMessage("not closed")));

        assertThat(closed).containsExactly("first");
    }

    @Test
    void shouldNotCloseWhatIsKept() {
        try (Opened opened = new Opened()) {
            opened.add(part("first"));
            opened.keep();
        }

        assertThat(closed).isEmpty();
    }

    private AutoCloseable part(String name) {
        return () -> closed.add(name);
    }
}
