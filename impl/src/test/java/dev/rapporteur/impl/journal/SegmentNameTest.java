package dev.rapporteur.impl.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SegmentNameTest {

    private final Locale before = Locale.getDefault();

    @AfterEach
    void restore() {
        Locale.setDefault(before);
    }

    @Test
    void shouldFindASegmentAgainWhereTheDefaultLocaleHasDigitsOfItsOwn() {
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));

        String name = SegmentName.of(12);

        assertThat(name).isEqualTo("segment-0000000012.journal");
        assertThat(SegmentName.parse(name)).contains(12);
        assertThat(SegmentName.indexOf(12)).isEqualTo("segment-0000000012.index");
    }

    @Test
    void shouldNameTheHighestNumberThereMayBe() {
        assertThat(SegmentName.of(Integer.MAX_VALUE)).isEqualTo("segment-2147483647.journal");
        assertThat(SegmentName.parse("segment-2147483647.journal")).contains(Integer.MAX_VALUE);
        assertThat(SegmentName.parse("segment-2147483648.journal")).isEmpty();
    }
}
