#include "app/ui/shortcuts.h"

#include <array>

#include "app/ui/export_panel.h"
#include "app/ui/palette.h"
#include "app/ui/widgets/chooser.h"

namespace convscope::ui {

std::span<const Shortcut> shortcuts() {
  static constexpr std::array kAll{
      Shortcut{"", {"play, pause", "tocar, pausar"}, state::Phrase{"Space", "Espaço"}},
      Shortcut{"\u2190  \u2192  Page Up  Down",
               {"one step back, forward", "um passo para trás, para a frente"}},
      Shortcut{"Shift+\u2190  Shift+\u2192", {"one cell back, forward", "uma célula"}},
      Shortcut{"Home  End", {"first, last step", "primeiro, último passo"}},
      Shortcut{"[  ]", {"slower, faster", "mais devagar, mais rápido"}},
      Shortcut{
          "+  \u2212",
          {"magnify the stage (or the wheel); drag it", "ampliar o palco (ou a roda); arrastar"}},
      Shortcut{"G", {"gradient check", "conferência do gradiente"}},
      Shortcut{"V  Shift+V  B",
               {"next view, the one before, next pass", "próxima vista, anterior; passagem"}},
      Shortcut{"Tab", {"next control", "próximo controle"}},
      Shortcut{"Esc", {"one level back", "um nível para trás"}},
      Shortcut{"Ctrl+1 \u2026 5", {"lab", "laboratório"}},
      Shortcut{"Ctrl+Z", {"undo", "desfazer"}},
      Shortcut{"Ctrl+Shift+Z", {"redo", "refazer"}},
      Shortcut{"Ctrl+K", {"every command, by name", "todos os comandos, pelo nome"}},
      Shortcut{"Ctrl+O", {"open", "abrir"}},
      Shortcut{"Ctrl+S", {"save the scene", "salvar a cena"}},
      Shortcut{"Ctrl+E", {"export this view as PNG", "exportar esta vista como PNG"}},
      Shortcut{"Ctrl++  Ctrl+\u2212  Ctrl+0",
               {"larger, smaller; all of the stage, usual size",
                "maior, menor; palco inteiro, tamanho normal"}},
      Shortcut{"F5", {"present", "apresentar"}},
      Shortcut{"F11", {"full screen", "tela cheia"}},
      Shortcut{"L", {"language", "idioma"}},
      Shortcut{"T", {"theme", "tema"}},
      Shortcut{"?  F1", {"this list", "esta lista"}},
  };
  return kAll;
}

void read_shortcuts(Ui& ui, const state::AppState& state, std::vector<state::Intent>& intents) {
  if (ui.take_key(Key::kF1) || ui.take_sign(U'?')) intents.emplace_back(state::ToggleHelp{});
  if (ui.take_key(Key::kF5)) intents.emplace_back(state::TogglePresenting{});
  if (ui.take_key(Key::kF11)) intents.emplace_back(state::ToggleFullScreen{});
  if (ui.take_key(Key::kEscape)) intents.emplace_back(state::PopLevel{});
  for (std::size_t i = 0; i < state::kLabs.size(); ++i) {
    if (ui.take_sign(U'1' + static_cast<char32_t>(i), true)) {
      intents.emplace_back(state::SelectLab{state::kLabs[i].id});
    }
  }
  if (ui.take_sign(U'l')) {
    const bool english = state.settings.language == state::Language::kEnglish;
    intents.emplace_back(
        state::SetLanguage{english ? state::Language::kPortuguese : state::Language::kEnglish});
  }
  if (ui.take_sign(U't')) intents.emplace_back(state::SetTheme{next_theme(state.settings.theme)});
  if (ui.take_sign(U'e', true)) ui.open_popup(kExportPopup);
  if (ui.take_sign(U'k', true)) open_chooser(ui, kPalettePopup, "");
  if (ui.take_sign(U'o', true)) open_chooser(ui, kOpenPopup, "");
  if (ui.take_sign(U's', true)) open_chooser(ui, kSavePopup, "");
  for (const bool shift : {false, true}) {
    if (ui.take_sign(U'+', true, shift) || ui.take_sign(U'=', true, shift)) {
      intents.emplace_back(state::SetZoom{state.settings.zoom * 1.1});
    }
  }
  if (ui.take_sign(U'z', true)) intents.emplace_back(state::Undo{});
  if (ui.take_sign(U'z', true, true)) intents.emplace_back(state::Redo{});
  if (ui.take_sign(U'-', true)) intents.emplace_back(state::SetZoom{state.settings.zoom / 1.1});
  if (ui.take_sign(U'0', true)) intents.emplace_back(state::SetZoom{1});
}

}  // namespace convscope::ui
