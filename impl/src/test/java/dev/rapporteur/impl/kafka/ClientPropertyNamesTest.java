package dev.rapporteur.impl.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientPropertyNamesTest {

    private final ClientPropertyNames names = new ClientPropertyNames();

    @Test
    void shouldTakePropertiesOfProducerAndAdminClient() {
        assertThat(names.complaint("request.timeout.ms", "15000")).isEmpty();
        assertThat(names.complaint("metadata.max.age.ms", "1000")).isEmpty();
        assertThat(names.complaint("default.api.timeout.ms", "1000")).isEmpty();
    }

    @Test
    void shouldRefuseAnUnknownName() {
        assertThat(names.complaint("request.timeout", "15000"))
                .contains("is not a property of Kafka's producer or admin client");
    }

    @Test
    void shouldRefuseAValueOfTheWrongTypeWithoutRepeatingIt() {
        assertThat(names.complaint("request.timeout.ms", "quick"))
                .hasValueSatisfying(complaint -> assertThat(complaint).doesNotContain("quick"));
    }
}
