"""Translations of texts of the demonstration: the original → language → translation. Our own words, all of them."""

UNIT = "Secretariat"
"""The unit that is responsible for a consultation; written in the language of its texts."""

TRANSLATIONS: dict[str, dict[str, str]] = {
    "Version 0.5": {"fr": "Version 0.5"},
    "Sampling of seed lots for health testing": {
        "ar": "أخذ عينات من دفعات البذور لفحص سلامتها",
        "es": "Muestreo de lotes de semillas para el análisis sanitario",
        "fr": "Échantillonnage des lots de semences pour l'analyse sanitaire",
        "ru": "Отбор проб из партий семян для фитосанитарного анализа",
        "zh": "用于健康检测的种子批取样",
    },
    "Lots that are sampled differently at each border are refused at one of them. The draft sets out one way of"
    " sampling that exporting and importing countries can rely on.": {
        "ar": "الدفعات التي تؤخذ عيناتها بطرق مختلفة عند كل حدود تُرفض عند إحداها. يحدد المشروع"
        " طريقة واحدة لأخذ العينات"
        " يمكن للبلدان المصدّرة والمستوردة الاعتماد عليها.",
        "es": "Los lotes que se muestrean de forma distinta en cada frontera se rechazan en alguna"
        " de ellas. El proyecto"
        " establece una sola forma de muestreo en la que pueden confiar los países exportadores e importadores.",
        "fr": "Les lots échantillonnés autrement à chaque frontière sont refusés à l'une d'elles. Le projet fixe une"
        " manière d'échantillonner sur laquelle pays exportateurs et importateurs peuvent compter.",
        "ru": "Партии, пробы из которых на каждой границе отбирают по-разному, на одной из них не пропускают. Проект"
        " устанавливает единый способ отбора проб, на который могут полагаться страны-экспортёры и страны-импортёры.",
        "zh": "在各个边境以不同方式取样的种子批，总会在其中一处被拒收。本草案规定了一种出口国和进口国"
        "都可以依靠的取样方法。",
    },
    "Sizes of lots and samples, numbers of primary samples, instruments, deadlines, the form.": {
        "ar": "أحجام الدفعات والعينات، وعدد العينات الأولية، والأدوات، والمهل، والاستمارة.",
        "es": "El tamaño de los lotes y de las muestras, el número de muestras primarias, los"
        " instrumentos, los plazos y"
        " el formulario.",
        "fr": "La taille des lots et des échantillons, le nombre d'échantillons élémentaires, les"
        " instruments, les délais"
        " et le formulaire.",
        "ru": "Размеры партий и проб, число точечных проб, инструменты, сроки и форма.",
        "zh": "种子批和样品的大小、初次样品的数量、取样工具、期限和表格。",
    },
    "That samples are taken by authorised samplers: the Council decided so last year.": {
        "ar": "أن يأخذ العينات أشخاص مرخّص لهم: قرر المجلس ذلك في العام الماضي.",
        "es": "Que las muestras las tomen personas autorizadas: el Consejo lo decidió el año pasado.",
        "fr": "Le prélèvement par des échantillonneurs agréés : le Conseil en a décidé ainsi l'année dernière.",
        "ru": "Пробы отбирают уполномоченные лица: Совет решил это в прошлом году.",
        "zh": "样品由获得授权的取样员抽取：理事会去年已作出这一决定。",
    },
    "How many days of training does a sampler need?": {
        "ar": "كم يومًا من التدريب يحتاج من يأخذ العينات؟",
        "es": "¿Cuántos días de formación necesita quien toma las muestras?",
        "fr": "De combien de jours de formation un échantillonneur a-t-il besoin ?",
        "ru": "Сколько дней обучения нужно тому, кто отбирает пробы?",
        "zh": "取样员需要接受多少天的培训？",
    },
    "Which kinds of seed are missing in Table 1?": {
        "ar": "ما أنواع البذور الناقصة في الجدول 1؟",
        "es": "¿Qué clases de semillas faltan en el cuadro 1?",
        "fr": "Quelles semences manquent dans le tableau 1 ?",
        "ru": "Каких видов семян не хватает в таблице 1?",
        "zh": "表1中缺少哪些种类的种子？",
    },
    UNIT: {
        "ar": "الأمانة",
        "es": "Secretaría",
        "fr": "Secrétariat",
        "ru": "Секретариат",
        "zh": "秘书处",
    },
    "Information des voyageurs dans les gares de correspondance": {
        "en": "Passenger information at interchange stations",
        "es": "Información a los viajeros en las estaciones de transbordo",
    },
    "Qui change de train entre deux compagnies perd souvent l'information en chemin. Le projet fixe"
    " ce qu'une gare doit"
    " aux voyageurs, quel que soit le transporteur.": {
        "en": "Passengers who change between two railway companies often lose information on the"
        " way. The draft sets out"
        " what a station owes to passengers, whoever carries them.",
        "es": "Quien cambia de tren entre dos compañías pierde a menudo la información por el"
        " camino. El proyecto fija lo"
        " que una estación debe a los viajeros, sea cual sea el transportista.",
    },
    "جودة بيانات مياه الشرب": {
        "en": "Quality of drinking-water data",
        "fr": "Qualité des données sur l'eau potable",
    },
    "لا تقارن بيانات المياه بين البلدان لأن كل بلد يجمعها بطريقته. يضع المشروع حدًّا أدنى مشتركًا.": {
        "en": "Data on water cannot be compared between countries, because each collects them in"
        " its own way. The draft"
        " sets a common minimum.",
        "fr": "Les données sur l'eau ne sont pas comparables d'un pays à l'autre, car chacun les"
        " recueille à sa manière."
        " Le projet fixe un minimum commun.",
    },
}
