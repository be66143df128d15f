/* What is personal, told by a column's name. The names of data columns are many, in many languages, and their parts are
   few: the name is cut into words without their accents, and a row says which word makes it personal and where it must
   stand, so that `phone_number` is and `phone_service` is not. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/table/table.h"

/* ---- Words ---- */

/* Letters of two bytes in UTF-8 as the plain letters that people without them type; both cases stand here. */
static const struct {
    const char *letters, *plain;
} folds[] = {
    { "áàâãäåāăąÁÀÂÃÄÅĀĂĄ", "a" },
    { "çćčĉċÇĆČĈĊ", "c" },
    { "ďđðĎĐÐ", "d" },
    { "éèêëēĕėęěÉÈÊËĒĔĖĘĚ", "e" },
    { "ğĝġģĞĜĠĢ", "g" },
    { "íìîïīĭįıÍÌÎÏĪĬĮİ", "i" },
    { "ľĺļłĽĹĻŁ", "l" },
    { "ñńňņÑŃŇŅ", "n" },
    { "óòôõöøōőÓÒÔÕÖØŌŐ", "o" },
    { "řŕŗŘŔŖ", "r" },
    { "śšşșŚŠŞȘ", "s" },
    { "ťţțŤŢȚ", "t" },
    { "úùûüūůűųÚÙÛÜŪŮŰŲ", "u" },
    { "ýÿÝŸ", "y" },
    { "źžżŹŽŻ", "z" },
    { "ßẞ", "ss" },
    { "æÆ", "ae" },
    { "œŒ", "oe" },
};

static size_t letter_length(const char *at)
{
    unsigned char c = (unsigned char)*at;
    return c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/* The plain letters of the one at AT, of LENGTH bytes; NULL: it has none, and stands for itself. */
static const char *folded(const char *at, size_t length)
{
    for (size_t f = 0; f < sizeof folds / sizeof *folds; f++)
        for (const char *letter = folds[f].letters; *letter; letter += letter_length(letter))
            if (letter_length(letter) == length && memcmp(letter, at, length) == 0)
                return folds[f].plain;
    return NULL;
}

/* The words of a name in lower case: cut at signs, at digits, and where a small letter meets a capital. */
struct name_words {
    size_t n;
    char **words;
};

static void add_word(struct name_words *words, struct text *word)
{
    if (word->length == 0)
        return;
    words->words = reallocate(words->words, words->n + 1, sizeof *words->words);
    words->words[words->n++] = copy_text(text_string(word));
    text_clear(word);
}

static void cut_words(const char *name, struct name_words *out)
{
    struct text word = TEXT_EMPTY;
    *out = (struct name_words){ 0 };
    for (const char *at = name; *at;) {
        size_t length = letter_length(at);
        bool plain = length == 1, letter = !plain || isalpha((unsigned char)*at);
        if (strnlen(at, length) < length) /* cut off within a letter */
            break;
        if (!letter || (plain && at > name && isupper((unsigned char)*at) && islower((unsigned char)at[-1])))
            add_word(out, &word);
        const char *fold = plain ? NULL : folded(at, length);
        if (fold)
            text_add(&word, fold);
        else if (plain && letter)
            text_add_char(&word, (char)tolower((unsigned char)*at));
        else if (letter)
            text_add_bytes(&word, at, length);
        at += length;
    }
    add_word(out, &word);
    text_release(&word);
}

static void words_release(struct name_words *words)
{
    for (size_t i = 0; i < words->n; i++)
        free(words->words[i]);
    free(words->words);
}

/* ---- Rules ---- */

/* OF_OWNER: first, or beside a word that says whose it is. WITHIN: also as a part of a longer word. */
enum where { ANYWHERE, AT_END, OF_OWNER, WITHIN };
struct rule {
    const char *words; /* with blanks between them */
    enum where where;
    bool numbers; /* also when the column holds whole numbers */
    bool times;   /* .. or times: when somebody was born, not when a mail was sent */
};
static const struct rule rules[] = {
    /* mail */
    { "mail mails epost mejl courriel correo poczta posta sahkoposti", AT_END, false, false },
    { "email emails", AT_END, false, false },
    { "emailaddress mailaddress mailadresse emailadresse", WITHIN, false, false },
    /* telephone */
    { "phone phones tel mobile mobil movil cell cellphone cellular celular cellulare handy gsm fax msisdn whatsapp "
      "telefoon puhelin rufnummer telefono fijo kontaktnummer phonenumber mobilenumber telnr telno",
      AT_END, true, false },
    { "telephone telefon telephon handynummer mobilnummer phonenumber", WITHIN, true, false },
    /* where somebody lives */
    { "address addresses addr street streetname adresse adres adresa adresi direccion indirizzo endereco domicilio "
      "domicile rue calle ulica",
      ANYWHERE, false, false },
    { "strasse anschrift adresse hausnummer", WITHIN, false, false },
    /* birth */
    { "birth birthdate birthday dob nacimiento naissance nascita nascimento geboorte geboortedatum fodelsedatum "
      "urodzenia narozeni dogum cumpleanos",
      ANYWHERE, true, true },
    { "geburt", WITHIN, true, true },
    /* numbers that states and banks give to persons */
    { "iban passport pasaporte passaporto passeport reisepass ssn dni nif nie cpf curp pesel personnummer "
      "sozialversicherungsnummer steuernummer bsn codicefiscale",
      ANYWHERE, true, false },
    /* names */
    { "surname forename firstname lastname fullname givenname familyname middlename vorname nachname familienname "
      "prenom apellido apellidos cognome sobrenome apelido voornaam achternaam fornamn efternamn imie nazwisko jmeno "
      "prijmeni soyad soyadi etunimi sukunimi",
      ANYWHERE, false, false },
    { "vorname nachname familienname", WITHIN, false, false },
    { "name names nom nombre nome naam navn namn isim adi", OF_OWNER, false, false },
    /* in other scripts, whose words are not cut */
    { "телефон почта адрес фамили отчеств рождени паспорт 电话 電話 手机 手機 邮箱 郵箱 電子郵件 电子邮件 邮件 地址 "
      "住所 姓名 氏名 生日 メール 전화 이메일 주소 이름 생년월일 هاتف بريد عنوان",
      WITHIN, true, true },
    { "имя фио 名前 名字 اسم", AT_END, false, false },
};
/* Words that may follow without changing what is meant. */
static const char fillers[] = "number numbers no nr num line text plain nummer numero numer electronico electronica "
                              "electronique elettronica eletronico portable";
/* Whose name it is: the `name` of a product or a plan is nobody's. */
static const char owners[] =
    "first last middle full family given maiden client clients person contact holder customer customers billing "
    "shipping user nick subscriber recipient member buyer sender guest patient employee owner account payer kunde "
    "kunden "
    "kontakt cliente clienti clientes contacto contatto klant klient kund destinataire empfaenger empfanger titular "
    "titulaire completo complet persona personne usuario utilisateur utente benutzer gast passagier";

static bool holds_word(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; (at = strstr(at, word)); at += length)
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

/* Whether WORD holds one of the words of LIST. */
static bool holds_part(const char *list, const char *word)
{
    for (const char *at = list; *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        for (const char *found = word; *found; found++)
            if (strncmp(found, at, length) == 0)
                return true;
        at += length;
    }
    return false;
}

/* kundenname, username: an owner and what is his, written together. */
static bool is_owned(const char *word)
{
    size_t length = strlen(word);
    char owner[32];
    if (length <= 4 || length - 4 >= sizeof owner || strcmp(word + length - 4, "name") != 0)
        return false;
    memcpy(owner, word, length - 4);
    owner[length - 4] = '\0';
    return holds_word(owners, owner);
}

static bool rule_holds(const struct rule *rule, const struct name_words *cut, size_t i, size_t end)
{
    const char *word = cut->words[i];
    if (rule->where == WITHIN)
        return holds_part(rule->words, word);
    bool last = i + 1 == end;
    if (rule->where == OF_OWNER && last && is_owned(word))
        return true;
    if (!holds_word(rule->words, word))
        return false;
    bool before = i > 0 && holds_word(owners, cut->words[i - 1]);
    bool behind = i + 2 == end && holds_word(owners, cut->words[i + 1]);
    return rule->where == ANYWHERE || (rule->where == AT_END && (last || behind)) ||
           (rule->where == OF_OWNER && ((last && (i == 0 || before)) || behind));
}

bool column_name_is_personal(const char *name, enum type type)
{
    struct name_words cut;
    bool found = false;
    if (type == TYPE_BOOL || type == TYPE_REAL)
        return false;
    cut_words(name, &cut);
    size_t end = cut.n;
    while (end > 1 && holds_word(fillers, cut.words[end - 1]))
        end--;
    for (size_t i = 0; i < end && !found; i++)
        for (size_t r = 0; r < sizeof rules / sizeof *rules && !found; r++)
            found = (type != TYPE_INT || rules[r].numbers) && (type != TYPE_TIME || rules[r].times) &&
                    rule_holds(&rules[r], &cut, i, end);
    words_release(&cut);
    return found;
}
