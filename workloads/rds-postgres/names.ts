/** Vocabulary for names, titles and places. */
export const FIRST_NAMES = words(`
  ADA ALBERT ALICE AMIR ANNA BASIL BELLA BORIS CARLA CARMEN CHEN CLARA DAVID DIANA DMITRI EDITH ELENA EMIL ERIK ESTHER FATIMA FELIX FLORA FRIDA
  GRETA GUSTAV HANNAH HECTOR HELGA HUGO IDA INES IVAN JADE JAMAL JONAS JULIA KARIM KATYA KIRA LARS LEILA LENA LUIS MAGDA MARCO MARIA MILAN NADIA
  NILS NORA OLGA OMAR OSKAR PAULA PEDRO PETRA RAJ RITA ROSA SAMIR SARA SOFIA TARIQ THEA TOMAS URSULA VERA VIKTOR WANDA YARA YUSUF ZARA
`);

export const LAST_NAMES = words(`
  ABBOTT ALVAREZ ANDERS ARCHER BAKER BARNES BECKER BENNETT BISHOP BLAKE BRANDT CARTER CASTRO CHAPMAN COLE CONTI CRUZ DALTON DIAZ DRAKE ELLIS FABER
  FISCHER FORD FRANK GARDNER GIBBS GOMEZ GRANT HANSEN HARPER HAYES HOLM HUNTER IBSEN JENSEN JORDAN KELLER KHAN KLEIN KOVACS LANE LARSEN LOPEZ
  MARSH MERCER MEYER MORALES NAGY NIELSEN NOVAK OLSEN ORTIZ PARKER PATEL PEREZ PORTER QUINN RAMOS REYES ROSSI SANTOS SCHMID SHARMA SILVA STONE
  TANAKA TORRES VARGA VOGEL WAGNER WEBER WINTER WOLF YOUNG ZIMMER
`);

/** First and second word of a title. */
export const TITLE_BEGINNINGS = words(`
  AMBER ANCIENT AUTUMN BITTER BLIND BORROWED BRASS BROKEN CANDID CARELESS CLOCKWORK COPPER CRIMSON CROOKED DISTANT DOUBTFUL ELECTRIC EMPTY ENDLESS
  FADING FALSE FEARLESS FINAL FORGOTTEN FROZEN GENTLE GILDED GOLDEN HIDDEN HOLLOW HONEST IDLE INFINITE IRON JADED LONELY LUCKY MARBLE MIDNIGHT
  MODEST NORTHERN PAPER PATIENT QUIET RESTLESS ROYAL SCARLET SECOND SILENT SILVER SLEEPING STOLEN STUBBORN SUDDEN TENDER UNEASY VELVET WANDERING
  WILD WOODEN
`);

export const TITLE_ENDINGS = words(`
  ALIBI ANCHOR APPRENTICE ARCHIVE AVENUE BALLOON BARGAIN BEACON BICYCLE BRIDGE CARAVAN CARTOGRAPHER CATHEDRAL CHORUS COMPASS CONFESSION CURTAIN
  DIAMOND DRIFTER EMBASSY EXPRESS FERRY FESTIVAL FUGITIVE GARDEN GLACIER HARBOR HARVEST HORIZON INHERITANCE ISLAND JOURNAL JURY KINGDOM LANTERN
  LIGHTHOUSE LOCKSMITH MARINER MERCHANT MIRROR MONARCH ORCHARD ORCHESTRA PASSENGER PHOTOGRAPH PILGRIM PROMISE QUARRY RAILWAY RIVER SATELLITE
  SHEPHERD SPARROW STATION TELEGRAM THIEF UMBRELLA VIOLIN WAGER WINDMILL
`);

/** Parts of a description. */
export const KINDS = ['chronicle', 'comedy', 'documentary', 'drama', 'fable', 'mystery', 'portrait', 'saga', 'tale', 'thriller'];
export const PEOPLE = [
  'baker',
  'botanist',
  'cartographer',
  'cellist',
  'diver',
  'engineer',
  'fisherman',
  'judge',
  'pilot',
  'student',
  'teacher',
  'weaver',
];
export const DEEDS = ['befriend', 'chase', 'defend', 'find', 'forgive', 'outwit', 'rescue', 'search for'];
export const PLACES = [
  'a frozen harbor',
  'a night train',
  'a quiet suburb',
  'an abandoned observatory',
  'an old theatre',
  'the desert',
  'the high mountains',
];

/** The sixteen genres of a rental shop. */
export const CATEGORIES = [
  'Action',
  'Animation',
  'Children',
  'Classics',
  'Comedy',
  'Documentary',
  'Drama',
  'Family',
  'Foreign',
  'Games',
  'Horror',
  'Music',
  'New',
  'Sci-Fi',
  'Sports',
  'Travel',
];

export const LANGUAGES = ['English', 'Italian', 'Japanese', 'Mandarin', 'French', 'German'];
export const RATINGS = ['G', 'PG', 'PG-13', 'R', 'NC-17'];
export const FEATURES = ['Behind the Scenes', 'Commentaries', 'Deleted Scenes', 'Trailers'];
export const STREETS = ['Avenue', 'Boulevard', 'Lane', 'Parkway', 'Place', 'Street', 'Way'];
export const SYLLABLES = words(
  'al an ar bel bor bru cam cor dal den dor el er fal gar gel hal hol is jor kal kar lan lor mar mel mon nor or pal por ran ros sal sel tar tor val ver vor zan',
);

/** Countries of the customers. */
export const COUNTRIES = [
  'Afghanistan|Algeria|American Samoa|Angola|Anguilla|Argentina|Armenia|Australia|Austria|Azerbaijan|Bahrain|Bangladesh|Belarus|Bolivia|Brazil|Brunei',
  'Bulgaria|Cambodia|Cameroon|Canada|Chad|Chile|China|Colombia|Congo|Czechia|Dominican Republic|Ecuador|Egypt|Estonia|Ethiopia|Faroe Islands|Finland',
  'France|French Guiana|French Polynesia|Gambia|Germany|Greece|Greenland|Hong Kong|Hungary|India|Indonesia|Iran|Iraq|Israel|Italy|Japan|Kazakhstan',
  'Kenya|Kuwait|Latvia|Liechtenstein|Lithuania|Madagascar|Malawi|Malaysia|Mexico|Moldova|Morocco|Mozambique|Myanmar|Nauru|Nepal|Netherlands|New Zealand',
  'Nigeria|North Korea|Oman|Pakistan|Paraguay|Peru|Philippines|Poland|Portugal|Puerto Rico|Romania|Réunion|Russia|Saint Vincent|Saudi Arabia|Senegal',
  'Serbia|Slovakia|South Africa|South Korea|Spain|Sri Lanka|Sudan|Sweden|Switzerland|Taiwan|Tanzania|Thailand|Tonga|Tunisia|Turkey|Turkmenistan|Tuvalu',
  'Ukraine|United Arab Emirates|United Kingdom|United States|Venezuela|Vietnam|Virgin Islands|Yemen|Zambia',
].flatMap((line) => line.split('|'));

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
