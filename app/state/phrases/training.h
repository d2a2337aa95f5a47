#pragma once

#include <array>

#include "app/state/phrase.h"

/// What the Training lab says.
namespace convscope::state::phrase {

inline constexpr Phrase kData{"Data", "Dados"};
inline constexpr Phrase kModel{"Model", "Modelo"};
inline constexpr Phrase kOptimizer{"Optimizer", "Otimizador"};
inline constexpr Phrase kSchedule{"Schedule", "Evolução"};
inline constexpr Phrase kConstantRate{"constant", "constante"};
inline constexpr Phrase kOneCycle{"one cycle", "ciclo único"};
inline constexpr Phrase kRate{"rate (log)", "taxa (log)"};
inline constexpr Phrase kBatchSize{"batch", "lote (batch)"};
inline constexpr Phrase kEpochs{"epochs", "épocas"};
inline constexpr Phrase kSeed{"seed", "semente"};
inline constexpr Phrase kModelParameters{"parameters", "parâmetros"};
inline constexpr Phrase kNotInstalled{"not installed", "não instalado"};
inline constexpr Phrase kRateAtNextBatch{"a new rate holds from the next batch",
                                         "a taxa muda no próximo lote"};
inline constexpr Phrase kWaitsForStart{"From the next start:", "Vale ao recomeçar:"};
/// {0}: how many, more than one
inline constexpr Phrase kManyWait{"{0} changes hold from the next start.",
                                  "{0} mudanças valem ao recomeçar."};

inline constexpr Phrase kStart{"Start training", "Começar o treino"};
inline constexpr Phrase kPauseTraining{"Pause", "Pausar"};
inline constexpr Phrase kContinue{"Continue", "Continuar"};
inline constexpr Phrase kContinueFrom{"Continue from step", "Continuar do passo"};
inline constexpr Phrase kOneBatch{"1 batch", "1 lote"};
inline constexpr Phrase kOneEpoch{"1 epoch", "1 época"};
inline constexpr Phrase kStop{"Stop", "Parar"};
inline constexpr Phrase kRestart{"Start again", "Recomeçar"};
inline constexpr Phrase kRestartSure{"Discard {}?", "Descartar {}?"};
inline constexpr Phrase kRestartSureTip{
    "Click once more to throw these batches away and start again.",
    "Clique de novo para jogar fora esses lotes e recomeçar."};
inline constexpr Phrase kHalveRate{"Rewind and halve the rate", "Voltar e usar metade da taxa"};
inline constexpr Phrase kStopTip{"at once; the unfinished batch is thrown away",
                                 "na hora; o lote incompleto é descartado"};

inline constexpr Phrase kProgress{"Progress", "Progresso"};
inline constexpr Phrase kEpoch{"epoch", "época"};
inline constexpr Phrase kBatches{"batches", "lotes"};
inline constexpr Phrase kTime{"time", "tempo"};
inline constexpr Phrase kRemaining{"remaining", "restante"};
inline constexpr Phrase kSamplesPerSecond{"samples/s", "amostras/s"};
inline constexpr Phrase kOf{"of", "de"};
inline constexpr Phrase kSaveWeights{"Save weights", "Salvar pesos"};
inline constexpr Phrase kOpenWeights{"Open weights", "Abrir pesos"};
inline constexpr Phrase kWeightsFile{"Weights file", "Arquivo de pesos"};
inline constexpr Phrase kWeightsSaved{"Weights saved:", "Pesos salvos:"};
inline constexpr Phrase kStartsFrom{"The next start begins with", "O próximo começo parte de"};
inline constexpr Phrase kOtherNetwork{
    "These weights are of a network that this lab does not train: it trains lenet and lenet5.",
    "Esses pesos são de uma rede que este laboratório não treina: ele treina lenet e lenet5."};
inline constexpr Phrase kRandomWeights{"Random weights", "Pesos aleatórios"};
inline constexpr Phrase kNothingToSave{
    "There are no weights yet: train at least one batch, then save.",
    "Ainda não há pesos: treine ao menos um lote e então salve."};
inline constexpr Phrase kLogCurves{"curves in log scale", "curvas em escala log"};
inline constexpr Phrase kSmoothCurves{"smooth the training curve", "suavizar o treino"};

inline constexpr Phrase kLoss{"Loss", "Perda (custo)"};
inline constexpr Phrase kAccuracy{"Accuracy", "Acurácia"};
inline constexpr Phrase kTrain{"training", "treino"};
inline constexpr Phrase kValidation{"validation", "validação"};
inline constexpr Phrase kTest{"test", "teste"};
inline constexpr Phrase kStep{"step", "passo"};
inline constexpr Phrase kStepTitle{"Step", "Passo"};
inline constexpr Phrase kAboveScale{"above the scale", "acima da escala"};
inline constexpr Phrase kBelowScale{"below the scale", "abaixo da escala"};
inline constexpr Phrase kEndOfEpoch{"end of epoch", "fim da época"};
inline constexpr Phrase kBatchOfEpoch{"batch", "lote"};
inline constexpr Phrase kEmptyCurves{
    "Press Start: the curves, the filters and what they see in your drawing appear here.",
    "Comece o treino: as curvas, os filtros e o que eles veem no seu desenho aparecem aqui."};

inline constexpr Phrase kFirstStepComing{"The first step is being computed.",
                                         "O primeiro passo está sendo calculado."};
inline constexpr Phrase kFiltersTitle{"Filters of conv1 and what they see in your drawing",
                                      "Filtros de conv1 e o que veem no seu desenho"};
inline constexpr Phrase kFiltersTitleTest{
    "Filters of conv1 and what they see in the first test image",
    "Filtros de conv1 e o que veem na primeira imagem de teste"};
inline constexpr Phrase kEmptyFilters{
    "With the first step they appear here, and follow your pen while the network learns.",
    "Com o primeiro passo eles aparecem aqui e acompanham a sua caneta enquanto a rede aprende."};
inline constexpr Phrase kFilterScale{"left: filter w", "à esquerda: filtro w"};
inline constexpr Phrase kMapScale{"right: map after activation", "à direita: mapa após a ativação"};
inline constexpr Phrase kFilter{"filter", "filtro"};

inline constexpr Phrase kLossColumn{"loss", "perda"};
inline constexpr Phrase kAccuracyColumn{"accuracy", "acurácia"};
inline constexpr Phrase kTrainRow{"training, smoothed", "treino, suavizado"};
inline constexpr Phrase kNoNumber{"not finite", "não finito"};
inline constexpr Phrase kNoAnswers{"The network's answers are no longer finite numbers.",
                                   "As respostas da rede deixaram de ser números finitos."};
inline constexpr Phrase kConfusionTitle{"Confusion matrix, test", "Matriz de confusão, teste"};
inline constexpr Phrase kImages{"images", "imagens"};
inline constexpr Phrase kTrueClass{"true class", "classe real"};
inline constexpr Phrase kPredictedClass{"predicted class", "classe prevista"};
inline constexpr Phrase kMostCommon{"Most common:", "Mais comum:"};
inline constexpr Phrase kReadAs{"read as", "lido como"};
inline constexpr Phrase kTimes{"times", "vezes"};
inline constexpr Phrase kOnce{"once", "uma vez"};
inline constexpr Phrase kNoConfusion{"Nothing was confused.", "Nada foi confundido."};
inline constexpr Phrase kRightly{"read rightly", "lido certo"};
inline constexpr Phrase kDiagonal{"diagonal: off the scale", "diagonal: fora da escala"};
inline constexpr Phrase kErrors{"errors", "erros"};
inline constexpr Phrase kNoTestYet{"At the end of every epoch the test set is read.",
                                   "No fim de cada época o conjunto de teste é lido."};
inline constexpr Phrase kYourDrawingAt{"Your drawing, step", "Seu desenho, passo"};
inline constexpr Phrase kTestImageAt{"First test image, step", "1.ª imagem de teste, passo"};

inline constexpr Phrase kRewound{"You went back in time: the training stopped at step",
                                 "Você voltou no tempo: o treino parou no passo"};
inline constexpr Phrase kRewoundHint{"Continuing from here does the steps after it again.",
                                     "Continuar daqui refaz os passos seguintes."};
inline constexpr Phrase kNearestRecorded{"The weights nearest before it were kept at step",
                                         "Os pesos guardados mais próximos são os do passo"};
inline constexpr Phrase kDivergedAt{"The training diverged at step", "O treino divergiu no passo"};
inline constexpr Phrase kNotFinite{"is no longer a finite number in",
                                   "deixou de ser um número finito em"};
inline constexpr Phrase kDivergedHint{
    "The learning rate is too high; the last finite weights are kept.",
    "A taxa de aprendizado é alta demais; os últimos pesos finitos ficaram guardados."};
inline constexpr Phrase kBlowUp{"The loss shot up at step", "A perda disparou no passo"};
inline constexpr Phrase kBlowUpHint{
    "The learning rate is too high: dead units no longer learn.",
    "A taxa de aprendizado é alta demais: unidades mortas não aprendem mais."};
inline constexpr Phrase kQuantityLoss{"the loss", "a perda"};
inline constexpr Phrase kQuantityActivation{"an activation", "uma ativação"};
inline constexpr Phrase kQuantityGradient{"a gradient", "um gradiente"};
inline constexpr Phrase kQuantityWeight{"a weight", "um peso"};
inline constexpr Phrase kSceneOfChangedRate{
    "The scene cannot repeat this training: its rate was changed on the way. Save the weights too.",
    "A cena não repete este treino: a taxa mudou no meio. Salve também os pesos."};
inline constexpr Phrase kSceneOfResumed{
    "The scene cannot repeat this training: it goes on from an earlier one. Save the weights too.",
    "A cena não repete este treino: ele continua um anterior. Salve também os pesos."};
inline constexpr Phrase kSections{"Settings", "Ajustes"};
inline constexpr Phrase kFilesAndView{"Weights and view", "Pesos e vista"};

/// The classes of Fashion-MNIST, 0 to 9, short enough to stand beside a bar.
inline constexpr std::array<Phrase, 10> kFashion{{{"T-shirt", "Camiseta"},
                                                  {"Trouser", "Calça"},
                                                  {"Pullover", "Suéter"},
                                                  {"Dress", "Vestido"},
                                                  {"Coat", "Casaco"},
                                                  {"Sandal", "Sandália"},
                                                  {"Shirt", "Camisa"},
                                                  {"Sneaker", "Tênis"},
                                                  {"Bag", "Bolsa"},
                                                  {"Boot", "Bota"}}};
inline constexpr Phrase kReadingData{"Reading the data set", "Lendo o conjunto de dados"};

}  // namespace convscope::state::phrase
