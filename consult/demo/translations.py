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
    "How lots are sampled today": {
        "ar": "كيف تؤخذ عينات الدفعات اليوم",
        "es": "Cómo se muestrean hoy los lotes",
        "fr": "Comment les lots sont échantillonnés aujourd'hui",
        "ru": "Как сегодня отбирают пробы из партий",
        "zh": "目前种子批如何取样",
    },
    "What is found": {
        "ar": "ما يُعثر عليه",
        "es": "Qué se encuentra",
        "fr": "Ce que l'on trouve",
        "ru": "Что обнаруживают",
        "zh": "发现了什么",
    },
    "Who takes samples of seed lots in your country?": {
        "ar": "من يأخذ عينات دفعات البذور في بلدكم؟",
        "es": "¿Quién toma las muestras de los lotes de semillas en su país?",
        "fr": "Qui prélève les échantillons de lots de semences dans votre pays ?",
        "ru": "Кто отбирает пробы из партий семян в вашей стране?",
        "zh": "贵国由谁抽取种子批的样品？",
    },
    "the plant protection organisation\nan authorised company\nan independent laboratory": {
        "ar": "منظمة وقاية النباتات\nشركة مرخّص لها\nمختبر مستقل",
        "es": "la organización de protección fitosanitaria\nuna empresa autorizada\nun laboratorio independiente",
        "fr": "l'organisation de la protection des végétaux\nune entreprise agréée\nun laboratoire indépendant",
        "ru": "организация по защите растений\nуполномоченная компания\nнезависимая лаборатория",
        "zh": "植物保护机构\n获得授权的公司\n独立实验室",
    },
    "What do samplers take with them?": {
        "ar": "ماذا يحمل معهم من يأخذون العينات؟",
        "es": "¿Qué llevan consigo quienes toman las muestras?",
        "fr": "Qu'emportent les échantillonneurs ?",
        "ru": "Что берут с собой те, кто отбирает пробы?",
        "zh": "取样员随身携带什么？",
    },
    "Choose all that apply.": {
        "ar": "اختاروا كل ما ينطبق.",
        "es": "Elija todo lo que corresponda.",
        "fr": "Choisissez tout ce qui convient.",
        "ru": "Выберите всё, что подходит.",
        "zh": "请选择所有适用项。",
    },
    "a stick sampler\na riffle divider\nsealed bags\na printed form": {
        "ar": "مسبار عصا\nمقسّم أخاديد\nأكياس مختومة\nاستمارة مطبوعة",
        "es": "una sonda de bastón\nun divisor de ranuras\nbolsas precintadas\nun formulario impreso",
        "fr": "une canne de prélèvement\nun diviseur à rifles\ndes sacs scellés\nun formulaire imprimé",
        "ru": "щуп-трость\nжелобчатый делитель\nопломбированные мешки\nпечатная форма",
        "zh": "杆式取样器\n格槽式分样器\n密封袋\n打印的表格",
    },
    "How long does it take to sample one lot?": {
        "ar": "كم يستغرق أخذ العينات من دفعة واحدة؟",
        "es": "¿Cuánto se tarda en muestrear un lote?",
        "fr": "Combien de temps faut-il pour échantillonner un lot ?",
        "ru": "Сколько времени занимает отбор проб из одной партии?",
        "zh": "对一个种子批取样需要多长时间？",
    },
    "An estimate is enough.": {
        "ar": "يكفي تقدير.",
        "es": "Basta una estimación.",
        "fr": "Une estimation suffit.",
        "ru": "Достаточно оценки.",
        "zh": "估计即可。",
    },
    "minutes": {
        "ar": "دقائق",
        "es": "minutos",
        "fr": "minutes",
        "ru": "мин",
        "zh": "分钟",
    },
    "The number of primary samples should follow the size of the lot.": {
        "ar": "ينبغي أن يتبع عدد العينات الأولية حجم الدفعة.",
        "es": "El número de muestras primarias debería depender del tamaño del lote.",
        "fr": "Le nombre d'échantillons élémentaires devrait dépendre de la taille du lot.",
        "ru": "Число точечных проб должно зависеть от размера партии.",
        "zh": "初次样品的数量应取决于种子批的大小。",
    },
    "How often are these found?": {
        "ar": "كم مرة يُعثر على ما يلي؟",
        "es": "¿Con qué frecuencia se encuentran?",
        "fr": "À quelle fréquence les trouve-t-on ?",
        "ru": "Как часто это обнаруживают?",
        "zh": "下列各项多久发现一次？",
    },
    "In most lots\nIn some lots\nNever": {
        "ar": "في معظم الدفعات\nفي بعض الدفعات\nلا يُعثر عليها",
        "es": "En la mayoría de los lotes\nEn algunos lotes\nNunca",
        "fr": "Dans la plupart des lots\nDans certains lots\nJamais",
        "ru": "В большинстве партий\nВ некоторых партиях\nНикогда",
        "zh": "在大多数种子批中\n在部分种子批中\n从未发现",
    },
    "Fungi\nBacteria\nViruses\nSeeds of weeds": {
        "ar": "الفطريات\nالبكتيريا\nالفيروسات\nبذور الأعشاب الضارة",
        "es": "Hongos\nBacterias\nVirus\nSemillas de malas hierbas",
        "fr": "Champignons\nBactéries\nVirus\nGraines d'adventices",
        "ru": "Грибы\nБактерии\nВирусы\nСемена сорняков",
        "zh": "真菌\n细菌\n病毒\n杂草种子",
    },
    "How ready is your country to follow this draft?": {
        "ar": "ما مدى استعداد بلدكم لاتباع هذا المشروع؟",
        "es": "¿Hasta qué punto está preparado su país para seguir este proyecto?",
        "fr": "Dans quelle mesure votre pays est-il prêt à suivre ce projet ?",
        "ru": "Насколько ваша страна готова следовать этому проекту?",
        "zh": "贵国在多大程度上已准备好遵循本草案？",
    },
    "not at all\nready today": {
        "ar": "غير مستعد إطلاقًا\nمستعد اليوم",
        "es": "nada\npreparado hoy",
        "fr": "pas du tout\nprêt aujourd'hui",
        "ru": "совсем не готова\nготова уже сегодня",
        "zh": "完全没有准备\n今天就已准备好",
    },
    "Since when has your present method been in force?": {
        "ar": "منذ متى تسري طريقتكم الحالية؟",
        "es": "¿Desde cuándo está en vigor su método actual?",
        "fr": "Depuis quand votre méthode actuelle est-elle en vigueur ?",
        "ru": "С какого времени действует ваш нынешний метод?",
        "zh": "贵方现行方法自何时起生效？",
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
