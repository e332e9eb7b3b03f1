"""Names by culture, accents included: a search has to find Müller by "muller"."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Culture:
    """Given and family names that go together, and in which countries they are common here."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    countries: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


CULTURES = (
    Culture(
        _words(
            "Abigail Andrew Caroline Daniel Emma Ethan Grace Hannah Jack Laura Mason Megan "
            "Nathan Olivia Patrick Rachel Samuel Sarah Thomas Victoria"
        ),
        _words(
            "Anderson Bennett Brooks Carter Collins Cooper Fletcher Foster Hughes Marshall "
            "Mitchell O'Brien Palmer Reynolds Sullivan Turner Walker Whitaker Wright Young"
        ),
        ("US", "US", "US", "CA", "GB", "AU"),
    ),
    Culture(
        _words(
            "Alejandro Ana Camila Carlos Diego Elena Gabriela Javier José Lucía Mateo Sofía "
            "Valentina Ximena"
        ),
        _words(
            "Castillo Delgado Domínguez Fernández García Guzmán Herrera Ibáñez Jiménez Morales "
            "Núñez Peña Ramírez Vázquez"
        ),
        ("US", "US", "US", "CA"),
    ),
    Culture(
        _words("Anke Dieter Friedrich Greta Heike Jonas Jürgen Katrin Lukas Matthias Sabine Uwe"),
        _words(
            "Bäcker Fuchs Großmann Hoffmann Jäger Köhler Lindner Müller Schäfer Schröder Vogel Weiß"
        ),
        ("DE", "DE", "US"),
    ),
    Culture(
        _words("Amélie Benoît Chloé Étienne François Hélène Léa Mathieu Noémie René Théo Zoé"),
        _words(
            "Beaulieu Chevalier Dubois Fournier Gagné Lefèvre Lévesque Moreau Pelletier Rousseau "
            "Séguin Tremblay"
        ),
        ("FR", "FR", "CA", "CA"),
    ),
    Culture(
        _words("Aditya Ananya Arjun Deepika Divya Ishaan Kavya Meera Nikhil Priya Rohan Vikram"),
        _words("Banerjee Chatterjee Desai Gupta Iyer Joshi Kulkarni Mehta Nair Patel Rao Sharma"),
        ("IN", "IN", "US", "US", "GB"),
    ),
    Culture(
        _words("Hao Jing Lan Mei Ming Qiang Wei Xiaoli Ying Yuan"),
        _words("Chen Huang Li Liu Wang Wu Xu Zhang Zhao Zhou"),
        ("US", "US", "CA"),
    ),
    Culture(
        _words("Haruka Hye-jin Jisoo Kenji Linh Minh Min-jun Sora Thanh Yuki"),
        _words("Choi Kim Nakamura Nguyễn Park Phạm Sato Tanaka Trần Yamamoto"),
        ("US", "US", "CA", "AU"),
    ),
    Culture(
        _words("Astrid Bjørn Erik Freja Ingrid Lars Magnus Sigrid Søren Åsa"),
        _words("Bergström Dahl Eriksen Halvorsen Jørgensen Lindqvist Nygård Ødegaard Sørensen"),
        ("US", "US", "GB"),
    ),
    Culture(
        _words("Aleksander Dragan Ivana Katarzyna Ludmila Marek Milena Petr Tomasz Zuzana"),
        _words("Dvořák Horvat Jović Kowalski Nowak Petrović Šimek Wiśniewska Zając Zieliński"),
        ("US", "CA", "DE", "GB"),
    ),
    Culture(
        _words("Amina Chinedu Fatima Hassan Ibrahim Kofi Layla Nadia Ngozi Omar Samira Zainab"),
        _words(
            "Abdullah Adeyemi Al-Masri Boateng Diallo El-Sayed Haddad Khalil Mensah Mwangi "
            "Okafor Osei"
        ),
        ("US", "US", "GB", "FR"),
    ),
    Culture(
        _words("Ashkii Dakota Kaya Lomasi Nizhoni Sequoia Tallulah Winona"),
        _words("Begay Birdinground Blackhorse Crow Littlewolf Redbird Tsosie Whiteclay"),
        ("US",),
    ),
)
